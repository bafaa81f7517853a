import click


@click.command()
def line() -> None: ...
