"""What an organisation puts on its papers: logo and template."""
