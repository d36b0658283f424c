import {
  type LevelMap,
  type LevelOverrides,
  levelOfLabel,
  type MappedLevel,
  mapLabels,
  winstonLabels,
} from '../levels/level-map.js'

type Levels = Readonly<Record<string, number>>

/** What the level names of one or more loggers mean to MCP. */
export class LevelNames {
  readonly #maps = new WeakMap<Levels, LevelMap>()

  /** @param onUnknown called with a name that is not known, and the level it is sent as */
  constructor(
    private readonly overrides: LevelOverrides = {},
    private readonly onUnknown: (name: string, level: MappedLevel) => void,
  ) {}

  /** @param levels of the logger; a record may also come from somewhere else, and its level is none of them */
  levelOf(name: string, levels: Levels): MappedLevel {
    const { levels: known, guessed } = this.#maps.get(levels) ?? this.#map(levels)
    const level = known.get(name) ?? (Object.hasOwn(this.overrides, name) ? this.overrides[name] : levelOfLabel(name))
    if (level === undefined || guessed.has(name)) this.onUnknown(name, level ?? 'info')
    return level ?? 'info'
  }

  #map(levels: Levels): LevelMap {
    const map = mapLabels(winstonLabels(levels), this.overrides)
    this.#maps.set(levels, map)
    return map
  }
}
