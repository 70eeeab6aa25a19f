"""The risk engine: arrays in, distribution out; knows no catalogue, no language, no clock."""
