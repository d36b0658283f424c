type Fields = Record<string, unknown>

/**
 * An Error as pino's serialiser leaves it (`{ type, message, stack, … }`), in the form that Errors have on the wire
 * whichever logger they came through. Anything else is returned as it is.
 *
 * @param expected whether it is where pino puts Errors: there one is known by its type and message alone
 */
export function plainError(value: Fields, stacks: boolean, expected: boolean): unknown {
  if (typeof value.type !== 'string' || typeof value.message !== 'string') return value
  if (!expected && typeof value.stack !== 'string') return value
  const { type, message, stack, aggregateErrors, cause, ...others } = value
  return {
    name: type,
    message,
    ...others, // with the name that it goes by, if the Error has set one
    ...(cause !== undefined && { cause: nested(cause, stacks) }),
    ...(Array.isArray(aggregateErrors) && { errors: aggregateErrors.map((each) => nested(each, stacks)) }),
    ...(stacks && stack !== undefined && { stack }),
  }
}

function nested(value: unknown, stacks: boolean): unknown {
  return typeof value === 'object' && value !== null ? plainError(value as Fields, stacks, true) : value
}
