"""The providers by name: the built-in ones and those of installed plugins, all through ``pluggy``."""

from __future__ import annotations

import difflib
import functools
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from types import ModuleType

import pluggy

from reelwright.errors import OptionError
from reelwright.providers import hooks
from reelwright.providers.base import Provider
from reelwright.providers.capabilities import Capabilities

__all__ = ["every_model", "find_provider", "provider_names", "use_plugin"]

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Registry:
    factories: dict[str, Callable[[], Provider]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)

    def register(self, name: str, factory: Callable[[], Provider], aliases: tuple[str, ...] = ()) -> None:
        """The first one to claim a name keeps it: a plugin cannot take a built-in provider's place."""
        if name in self.factories:
            _log.warning("A plugin offers a second provider called %s; it is left out.", name)
            return
        self.factories[name] = factory
        for alias in aliases:
            self.aliases.setdefault(alias, name)


@functools.cache
def _manager() -> pluggy.PluginManager:
    from reelwright.providers import builtin

    manager = pluggy.PluginManager(hooks.GROUP)
    manager.add_hookspecs(hooks)
    manager.register(builtin, "builtin")
    return manager


@functools.cache
def _registry() -> _Registry:
    registry = _Registry()
    manager = _manager()
    # The built-in names come first, then the plugins by name: the order does not depend on the installation.
    for entry in sorted(entry_points(group=hooks.GROUP), key=lambda entry: entry.name):
        if manager.has_plugin(entry.name):
            continue
        try:
            manager.register(entry.load(), entry.name)
        except Exception as error:  # a broken plugin must not take the others down
            _log.warning("The plugin %s cannot be loaded: %s", entry.name, error)
    plugins = sorted(manager.list_name_plugin(), key=lambda pair: (pair[0] != "builtin", pair[0]))
    for name, plugin in plugins:
        hook = getattr(plugin, "register_providers", None)
        if hook is None:
            continue
        try:
            hook(registry.register)
        except Exception as error:
            _log.warning("The plugin %s failed to register its providers: %s", name, error)
    return registry


def use_plugin(plugin: ModuleType | object, name: str) -> None:
    """Register a plugin that is not installed, for an application that brings its own providers."""
    manager = _manager()
    if not manager.has_plugin(name):
        manager.register(plugin, name)
        _registry.cache_clear()


def provider_names() -> list[str]:
    """Every provider that can be asked for, in order of preference."""
    return list(_registry().factories)


def find_provider(name: str) -> Provider:
    """The provider called ``name``.

    Raises:
        OptionError: there is none; the nearest name is proposed.
        SettingsError: it is configured wrongly.
    """
    registry = _registry()
    try:
        factory = registry.factories[registry.aliases.get(name, name)]
    except KeyError:
        near = difflib.get_close_matches(name, [*registry.factories, *registry.aliases], 1)
        known = ", ".join(registry.factories)
        raise OptionError(
            f"There is no provider “{name}”.",
            code="unknown-provider",
            hint=f"Did you mean {near[0]}?" if near else f"Known providers: {known}.",
            known=list(registry.factories),
        ) from None
    return factory()


def every_model() -> Iterator[tuple[str, str, Capabilities]]:
    """Provider, model and capabilities of everything that can be asked without the network or more
    settings."""
    for name in provider_names():
        try:
            models = find_provider(name).models()
        except Exception as error:  # a missing setting or package, or a plugin's own mistake
            _log.debug("Provider %s cannot list its models: %s", name, error)
            continue
        for model, caps in models.items():
            yield name, model, caps
