type Callback = (...args: never[]) => unknown
type Wrap = (handler: Callback) => Callback

/** The interception of one callback of one object. */
interface Interception {
  /** Whether the property was the object's own before. */
  readonly own: boolean
  /** The original accessor, if it was one, which still gets what is assigned. */
  readonly accessor: PropertyDescriptor | undefined
  wraps: readonly Wrap[]
  /** The callback assigned last. */
  assigned: Callback | null | undefined
  /** The same, wrapped. */
  wrapped: Callback | null | undefined
}

type Target = Record<PropertyKey, unknown>

const PLAIN: PropertyDescriptor = { configurable: true, enumerable: true, writable: true, value: undefined }

/** One accessor for all callbacks of a name: with one for each object, V8 would give each object its own hidden class. */
class CallbackAccessor {
  readonly descriptor: PropertyDescriptor
  /** Symbol under which an object keeps its {@link Interception}, so that it is also found through a proxy of the object. */
  readonly #place: symbol

  constructor(readonly key: string) {
    const place = Symbol(`mcp-log-bridge.${key}`)
    this.#place = place
    this.descriptor = {
      configurable: true,
      enumerable: true,
      get(this: Target) {
        return current(this, this[place] as Interception)
      },
      set(this: Target, handler: Callback | null | undefined) {
        assign(this, this[place] as Interception, handler)
      },
    }
  }

  intercept(target: Target, wrap: Wrap): () => void {
    const { key } = this
    const at = this.#stands(target) ? (target[this.#place] as Interception) : this.#put(target)
    at.wraps = at.wraps.concat(wrap)
    if (at.assigned != null) assign(target, at, at.assigned)
    return () => {
      at.wraps = at.wraps.filter((each) => each !== wrap)
      if (!this.#stands(target) || target[this.#place] !== at) return
      if (at.wraps.length > 0) return assign(target, at, at.assigned)
      delete target[this.#place]
      delete target[key]
      if (at.own) Object.defineProperty(target, key, at.accessor ?? PLAIN)
      if (target[key] !== at.assigned) target[key] = at.assigned
    }
  }

  #stands(target: Target): boolean {
    return Object.getOwnPropertyDescriptor(target, this.key)?.set === this.descriptor.set
  }

  #put(target: Target): Interception {
    const { key } = this
    const own = Object.getOwnPropertyDescriptor(target, key)
    const before = own ?? inheritedDescriptor(target, key)
    const assigned = target[key] as Callback | undefined
    // The object's prototype may be intercepted itself.
    const isOurs = before?.set === this.descriptor.set
    const below = isOurs ? accessorOf(target[this.#place] as Interception) : before
    const accessor = below?.set === undefined ? undefined : below
    const at: Interception = { own: own !== undefined, accessor, wraps: [], assigned, wrapped: assigned }
    Object.defineProperty(target, this.#place, { configurable: true, value: at })
    Object.defineProperty(target, key, this.descriptor)
    return at
  }
}

function current(target: Target, { accessor, wrapped }: Interception): unknown {
  return accessor?.get ? accessor.get.call(target) : wrapped
}

function accessorOf(at: Interception): PropertyDescriptor & ThisType<Target> {
  return {
    get() {
      return current(this, at)
    },
    set(handler) {
      assign(this, at, handler)
    },
  }
}

function assign(target: Target, at: Interception, handler: Callback | null | undefined): void {
  at.assigned = handler
  at.wrapped = handler == null ? handler : at.wraps.reduce((inner, wrap) => wrap(inner), handler)
  at.accessor?.set?.call(target, at.wrapped)
}

const accessors = new Map<string, CallbackAccessor>()

/**
 * Intercepts a callback property, whoever assigns it and however often: it becomes an accessor that stores what is assigned and
 * returns it wrapped.
 *
 * @returns a function that restores a plain property with the callback assigned last, unless somebody has replaced it meanwhile
 */
export function overrideCallback<T extends object, K extends keyof T & string>(
  target: T,
  key: K,
  wrap: (handler: NonNullable<T[K]>) => NonNullable<T[K]>,
): () => void {
  const accessor = accessors.get(key) ?? new CallbackAccessor(key)
  accessors.set(key, accessor)
  return accessor.intercept(target as Target, wrap as unknown as Wrap)
}

function inheritedDescriptor(target: object, key: PropertyKey): PropertyDescriptor | undefined {
  for (let each: object | null = Object.getPrototypeOf(target); each !== null; each = Object.getPrototypeOf(each)) {
    const descriptor = Object.getOwnPropertyDescriptor(each, key)
    if (descriptor !== undefined) return descriptor
  }
  return undefined
}
