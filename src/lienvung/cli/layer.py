"""`lienvung layer`: judge a map layer of somebody else and bring it to WGS 84, so that a register can take it in."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from lienvung.core.register.geometry import to_geojson
from lienvung.spatial.layers import Feature, Layer, read_layer
from lienvung.wording.errors import explain
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator

MOST_TOLD = 20


def command(
    file: Annotated[
        Path, typer.Argument(help=_("GeoJSON, Shapefile nén thành zip, hoặc GeoPackage."), exists=True, dir_okay=False)
    ],
    to: Annotated[Path, typer.Option("--to", help=_("Tệp GeoJSON (WGS 84) để ghi vào; chưa có tệp nào tên này."))],
    projection: Annotated[
        str, typer.Option("--projection", help=_("Hệ tọa độ khi tệp không tự nêu, như EPSG:5899."))
    ] = "",
) -> None:
    """Write the sound features, tell the others; exit code 1 where any was refused."""
    layer = read_layer(file.read_bytes(), file.name, projection)
    with to.open("xb") as out:
        out.write(orjson.dumps(_document(layer), option=orjson.OPT_APPEND_NEWLINE))
    say = translator()
    told = {"features": len(layer.features), "file": to, "projection": layer.projection}
    typer.echo(say(_("Đã ghi %(features)s hình vào %(file)s, chuyển từ %(projection)s.")) % told)
    for fault in layer.faults[:MOST_TOLD]:
        wording = explain(fault.refusal, say)
        typer.echo(say(_("Hình %(number)s bị bỏ: %(why)s %(do)s")) % _fault_words(fault.number, wording), err=True)
    if layer.faults:
        typer.echo(say(_("%(refused)s hình bị bỏ.")) % {"refused": len(layer.faults)}, err=True)
        raise typer.Exit(1)


def _fault_words(number: int, wording: Any) -> dict[str, object]:
    return {"number": number, "why": wording.happened, "do": wording.do}


def _document(layer: Layer) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": [_plain(each) for each in layer.features]}


def _plain(feature: Feature) -> dict[str, Any]:
    properties = {name: str(value) for name, value in feature.properties.items() if value is not None}
    return {"type": "Feature", "properties": properties, "geometry": to_geojson(feature.geometry)}
