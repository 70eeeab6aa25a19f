"""Entry point: commands over files from `cli`, commands of the web application loaded lazily."""


def main() -> None:
    """Run the command line."""


if __name__ == "__main__":
    main()
