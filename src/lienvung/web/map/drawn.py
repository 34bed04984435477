"""Everything that the map draws: the layer of each register with a map, and that of commitments."""

from django.http import Http404

from lienvung.spatial.sovereignty import Box
from lienvung.web.map.asked import MapAsked
from lienvung.web.map.layers import MOST, FeaturePage, MapLayer, features_in, map_layer, mapped_registers
from lienvung.web.map.tasks import TASKS, has_tasks, task_layer, tasks_in, tasks_title
from lienvung.web.selectors.values import say
from lienvung.web.snapshot import Snapshot


def legend_of(seen: Snapshot, asked: MapAsked) -> tuple[MapLayer, ...]:
    """Return the layers with what their colours mean."""
    tasks = (task_layer(seen, asked),) if has_tasks(seen, asked) else ()
    return (*tasks, *(map_layer(seen, each, asked) for each in mapped_registers(seen)))


def layers_on(seen: Snapshot, asked: MapAsked) -> list[str]:
    """Return the names of the layers that are on; commitments come last, around what they are about."""
    names = [each.register for each in mapped_registers(seen)] + ([TASKS] if has_tasks(seen, asked) else [])
    return [name for name in names if asked.shows(name)]


def layer_title(seen: Snapshot, name: str) -> str:
    """Return what a layer is called (Http404 for a register that is not drawn)."""
    if name == TASKS:
        return tasks_title()
    definition = seen.definition(name)
    if definition.map is None:
        raise Http404
    return say(definition.title)


def layer_in(seen: Snapshot, asked: MapAsked, name: str, box: Box | None, most: int = MOST) -> FeaturePage:
    """Return the features of one layer in a frame (Http404 for a register that there is not)."""
    if name == TASKS:
        return tasks_in(seen, asked, box, most) if has_tasks(seen, asked) else FeaturePage((), has_more=False)
    return features_in(seen, seen.definition(name), asked, box, most)
