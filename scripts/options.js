// Writes docs/options.md from the types of src/ and their doc comments, and fails where one of them says too little:
//   npm run options
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { SyntaxKind } from 'typescript/unstable/ast'
import { API } from 'typescript/unstable/sync'

/** @typedef {import('typescript/unstable/sync').Symbol} Symbol */
/** @typedef {import('typescript/unstable/sync').Type} Type */
/** @typedef {any} Node a node of the syntax tree: of its many kinds only what they have in common is read here */
/** @typedef {{ text: string, tags: { name: string, text: string }[] }} Comment */
/** @typedef {{ name: string, path: string }} Entry */

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** What a reader looks for first; what else an entry exports follows in its own order. */
const FIRST = ['createClientLogging', 'logRequests', 'McpTransport', 'mcpDestination', 'forwardLogs', 'forwardStderr']

/** What `McpTransport` has of its own, and refuses as an option. */
const REFUSED = ['log', 'logv']

const HEAD = `# Options, statistics, warnings and errors

Every entry of the package: what it exports, each option with its unit, bounds and default, each warning code with what to
do about it, and each reason for which a record may be dropped. Written by \`npm run options\` from the types and their doc
comments.

{entries}

[Warning codes](#warningcode), [reasons for which a record is dropped](#dropreason), [statistics](#clientloggingstats),
[errors](#errors).
`

const ERRORS = `## Errors

A bad option throws when the object is made, never later. It is a \`TypeError\` where the kind is wrong and a \`RangeError\`
where a number is out of bounds, and the message names the option, what is expected and what came instead:

{errors}

After that no log call throws, and none waits for a client. What goes wrong at run time is a [warning](#warningcode), and a
record that does not arrive is counted under a [reason](#dropreason).
`

/** Calls that are wrong in the ways that are met most. @type {readonly ((root: typeof import('mcp-log-bridge')) => unknown)[]} */
const WRONG = [
  ({ createClientLogging }) => createClientLogging({ queue: { maxRecords: 0 } }),
  // @ts-expect-error a level of winston's, not of MCP's
  ({ createClientLogging }) => createClientLogging({ levelUntilSet: 'warn' }),
  // @ts-expect-error misspelt
  ({ createClientLogging }) => createClientLogging({ rateLimits: false }),
  // @ts-expect-error an object of another kind
  ({ createClientLogging }) => createClientLogging().attach({}),
]

/** @param {string} text */
const flat = (text) => text.replace(/\s+/g, ' ').trim()

/** @param {string} text for a cell of a table */
const inCell = (text) => text.replaceAll('|', '\\|')

/** The last doc comment of what stands before a node. @param {string} text @returns {Comment} */
function commentIn(text) {
  const found = [...text.matchAll(/\/\*\*([\s\S]*?)\*\//g)].at(-1)?.[1] ?? ''
  const lines = found.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
  const [body = '', ...tagged] = lines.join('\n').split(/^\s*@(?=[a-z]+\b)/m)
  const tags = tagged.map((each) => {
    const [, name = '', rest = ''] = /^(\w+)\s*([\s\S]*)$/.exec(each) ?? []
    return { name, text: flat(linked(rest)) }
  })
  return { text: linked(body).trim(), tags }
}

/** @param {string} text */
const linked = (text) => text.replace(/\{@link ([\w.]+)\}/g, '`$1`')

/** The paragraphs of a comment, each on one line. @param {string} text */
const paragraphs = (text) => text.split(/\n\s*\n/).map(flat)

/** @param {Node} node */
function sourceOf(node) {
  while (node.kind !== SyntaxKind.SourceFile) node = node.parent
  return /** @type {string} */ (node.text)
}

/** @param {Node} node */
const textOf = (node) => sourceOf(node).slice(node.getStart(), node.end)

/** @param {Node} node */
function commentOf(node) {
  // A variable's comment stands before its statement.
  while (node.kind === SyntaxKind.VariableDeclaration || node.kind === SyntaxKind.VariableDeclarationList)
    node = node.parent
  return commentIn(sourceOf(node).slice(node.pos, node.getStart()))
}

/** @param {Symbol} symbol @returns {Node} */
const declarationOf = (symbol) => symbol.declarations[0]?.resolve()

/** @param {Comment} comment @param {string} name */
const tagOf = ({ tags }, name) => tags.find((tag) => tag.name === name)?.text

/** `Default …`, with the reason for it. @param {string} text */
function defaultText(text) {
  const [value = '', ...reason] = text.split(/ - (.*)/s)
  const isCode = /^(['"\d[{]|true$|false$|undefined$)/.test(value)
  const why = reason.join('').replace(/\.$/, '')
  return value === 'undefined'
    ? ''
    : ` Default: ${isCode ? `\`${value}\`` : value.replace(/\.$/, '')}${why === '' ? '' : ` (${why})`}.`
}

/** @param {Comment} comment */
function boundsText(comment) {
  const [min, max] = ['minimum', 'maximum'].map((name) => tagOf(comment, name))
  if (min === undefined && max === undefined) return ''
  if (max === undefined) return ` From ${min} up.`
  return ` From ${min} to ${max}.`
}

class Page {
  /** @type {string[]} */
  #out = []
  /** @type {string[]} */
  holes = []
  /** Types that have a heading, by the place of their declaration. @type {Map<Node, string>} */
  #described = new Map()
  /** How many options stand under a heading, those in others not counted. @type {Map<string, number>} */
  #counts = new Map()
  /** Types of options that are told of where they are used. @type {Set<string>} */
  #told = new Set()
  /** Options that are told of, and under which heading. @type {Map<Node, string>} */
  #options = new Map()
  #checker
  #aliases

  /**
   * @param {import('typescript/unstable/sync').Checker} checker
   * @param {ReadonlyMap<string, string>} aliases types that no entry exports: they are told in full
   */
  constructor(checker, aliases) {
    this.#checker = checker
    this.#aliases = aliases
  }

  get text() {
    return `${this.#out.join('\n\n')}\n`
  }

  /** @param {string} text */
  add(text) {
    if (text !== '') this.#out.push(text)
  }

  /** @param {Node} node */
  #typeOf(node) {
    return this.#expanded(flat(textOf(node)).replace(/^\| /, ''))
  }

  /** @param {string} text */
  #expanded(text) {
    return text.replace(/\b[A-Z]\w+\b/g, (name) => {
      const full = this.#aliases.get(name)
      if (full === undefined) return name
      return name === text || !/[|>]/.test(full) ? full : `(${full})`
    })
  }

  /** @param {Entry} entry @param {Symbol[]} symbols @param {string} comment of the entry itself */
  entry({ name }, symbols, comment) {
    this.add(`## ${name}`)
    this.add(comment)
    const declared = symbols
      .map((symbol) => ({ name: symbol.name, symbol, node: declarationOf(symbol) }))
      .filter(({ node }) => !this.#described.has(node))
    const rank = (/** @type {{ name: string }} */ each) => (FIRST.indexOf(each.name) + 1 || FIRST.length + 1) - 1
    const isCalled = (/** @type {{ node: Node }} */ { node }) =>
      node.kind === SyntaxKind.FunctionDeclaration || node.name?.text === 'McpTransport'
    const called = declared.filter(isCalled).sort((a, b) => rank(a) - rank(b))
    for (const each of called) this.#called(each.name, each.node)
    for (const each of declared.filter((each) => !isCalled(each))) this.#type(each.name, each.symbol, each.node)
  }

  /** A function, or a class that is made with options. @param {string} name @param {Node} node */
  #called(name, node) {
    if (this.#described.has(node)) return
    this.#described.set(node, name)
    this.add(`### ${name}`)
    const isClass = node.kind === SyntaxKind.ClassDeclaration
    const callable = isClass
      ? node.members.find((/** @type {Node} */ each) => each.kind === SyntaxKind.Constructor)
      : node
    const comment = commentOf(node)
    const parameters = callable.parameters.map((/** @type {Node} */ each) => this.#parameter(each)).join(', ')
    const result = isClass ? '' : `: ${this.#typeOf(node.type)}`
    this.add(`\`\`\`ts\n${isClass ? 'new ' : ''}${name}(${parameters})${result}\n\`\`\``)
    this.#prose(name, comment)
    const told = comment.tags
      .filter(({ name: tag }) => tag === 'param')
      .map(({ text }) => text.replace(/^(\w+) /, '- `$1`: '))
    this.add(told.join('\n'))
    for (const tag of ['returns', 'throws']) {
      const text = tagOf(comment, tag)
      if (text !== undefined) this.add(`${tag === 'returns' ? 'Returns' : 'Throws'} ${text.replace(/\.?$/, '.')}`)
    }
    if (isClass) this.#members(node)
    for (const each of callable.parameters) {
      if (each.type !== undefined && /Options$/.test(textOf(each.type))) {
        this.#told.add(textOf(each.type))
        this.#optionsOf(name, this.#checker.getTypeAtLocation(each.type))
      }
    }
  }

  /** @param {Node} node */
  #parameter(node) {
    const isOptional = node.initializer !== undefined || node.questionToken !== undefined
    const dots = node.dotDotDotToken === undefined ? '' : '...'
    return `${dots}${textOf(node.name)}${isOptional ? '?' : ''}: ${this.#typeOf(node.type)}`
  }

  /** @param {string} name @param {Comment} comment */
  #prose(name, comment) {
    if (comment.text === '') this.holes.push(`${name} has no doc comment`)
    for (const each of paragraphs(comment.text)) this.add(each)
  }

  /** @param {string} heading @param {Type | undefined} type */
  #optionsOf(heading, type) {
    if (type === undefined) return
    const alias = type.getAliasSymbol() ?? type.getSymbol()
    if (alias !== undefined) this.#described.set(declarationOf(alias), heading)
    /** @type {Map<string, string[]>} */
    const elsewhere = new Map()
    /** @type {string[]} */
    const others = []
    /** @type {string[]} */
    const own = []
    for (const property of this.#checker.getPropertiesOfType(type)) {
      const node = declarationOf(property)
      const known = this.#options.get(node)
      if (known !== undefined) elsewhere.set(known, [...(elsewhere.get(known) ?? []), `\`${property.name}\``])
      else if (!isOurs(node)) {
        if (!REFUSED.includes(property.name)) others.push(`\`${property.name}\``)
      } else own.push(this.#option(heading, '', property))
    }
    this.add(own.length > 0 || elsewhere.size > 0 ? `Options:` : '')
    const lines = [...elsewhere].map(
      ([where, names]) =>
        `- ${names.length > 6 && names.length === this.#counts.get(where) ? 'All those' : names.join(', ')} of [${where}](#${where.toLowerCase()}).`,
    )
    if (others.length > 0) lines.push(`- Those that every winston transport takes: ${others.join(', ')}.`)
    this.#counts.set(heading, own.length)
    this.add([...own, ...lines].join('\n'))
  }

  /** An option, and those in it. @param {string} heading @param {string} prefix @param {Symbol} property @returns {string} */
  #option(heading, prefix, property) {
    const node = declarationOf(property)
    const name = prefix + property.name
    this.#options.set(node, heading)
    const comment = commentOf(node)
    const nested = this.#nested(property)
    const isRequired = node.questionToken === undefined
    const fallback = tagOf(comment, 'default')
    if (comment.text === '') this.holes.push(`${heading}: \`${name}\` has no doc comment`)
    if (fallback === undefined && !isRequired && nested === undefined)
      this.holes.push(`${heading}: \`${name}\` has no @default`)
    if (/^(['"\d[{]|true$|false$)/.test(fallback ?? '') && !fallback?.includes(' - ')) {
      this.holes.push(`${heading}: the @default of \`${name}\` has no reason`)
    }
    const text = paragraphs(comment.text).join(' ')
    if (textOf(node.type) === 'number' && tagOf(comment, 'minimum') === undefined)
      this.holes.push(`${heading}: \`${name}\` has no @minimum`)
    const line = `- **\`${name}\`** (\`${this.#typeOf(node.type)}\`): ${text}${boundsText(comment)}${defaultText(fallback ?? 'undefined')}`
    if (nested === undefined) return line
    const { type, where } = nested
    if (where !== undefined) return `${line} Its options are those of [${where}](#${where.toLowerCase()}).`
    const inner = this.#checker.getPropertiesOfType(type).map((each) => this.#option(heading, `${name}.`, each))
    return [line, ...inner.map((each) => each.replace(/^/gm, '  '))].join('\n')
  }

  /** The object that an option may be: one of src/ whose fields are options themselves. @param {Symbol} property */
  #nested(property) {
    const type = this.#checker.getTypeOfSymbol(property)
    const types = /** @type {Type[]} */ (/** @type {any} */ (type)?.getTypes?.() ?? [type])
    for (const each of types) {
      const symbol = each.getSymbol()
      const node = symbol && declarationOf(symbol)
      if (node?.kind !== SyntaxKind.InterfaceDeclaration || !isOurs(node)) continue
      if (!/(Options|Limits|Limit)$/.test(node.name.text)) continue
      const [first] = this.#checker.getPropertiesOfType(each)
      this.#described.set(node, this.#described.get(node) ?? '')
      const where = first && this.#options.get(declarationOf(first))
      return { type: each, where }
    }
    return undefined
  }

  /** @param {string} name @param {Symbol} symbol @param {Node} node */
  #type(name, symbol, node) {
    if (this.#described.has(node) || this.#told.has(name)) return
    this.#described.set(node, name)
    this.add(`### ${name}`)
    const comment = commentOf(node)
    this.#prose(name, comment)
    if (node.kind === SyntaxKind.TypeAliasDeclaration) {
      const members = node.type.kind === SyntaxKind.UnionType ? node.type.types : []
      if (isCodes(members)) this.#codes(name, node.type)
      else this.add(`\`\`\`ts\ntype ${name} = ${this.#typeOf(node.type)}\n\`\`\``)
    } else if (node.kind === SyntaxKind.InterfaceDeclaration || node.kind === SyntaxKind.ClassDeclaration) {
      this.#members(node, this.#checker.getPropertiesOfType(this.#checker.getDeclaredTypeOfSymbol(symbol)))
    } else {
      this.add(
        `\`\`\`ts\n${name}: ${flat(this.#checker.typeToString(/** @type {Type} */ (this.#checker.getTypeOfSymbol(symbol))))}\n\`\`\``,
      )
    }
  }

  /** Codes and reasons: what each means and, in a paragraph of its own, what to do. @param {string} name @param {Node} union */
  #codes(name, union) {
    let from = union.pos
    /** @type {string[][]} */
    const rows = union.types.map((/** @type {Node} */ each) => {
      const [meaning = '', ...remedy] = paragraphs(commentIn(sourceOf(union).slice(from, each.getStart())).text)
      from = each.end
      if (meaning === '') this.holes.push(`${name}: ${textOf(each)} has no doc comment`)
      return [`\`${textOf(each).slice(1, -1)}\``, meaning, remedy.join(' ')]
    })
    const hasRemedies = rows.some(([, , remedy]) => remedy !== '')
    if (hasRemedies)
      for (const [code, , remedy] of rows) if (remedy === '') this.holes.push(`${name}: ${code} says not what to do`)
    const heads = hasRemedies ? ['', 'what it means', 'what to do'] : ['', 'what it means']
    this.#table(
      heads,
      rows.map((row) => row.slice(0, heads.length)),
    )
  }

  /** @param {Node} node @param {readonly Symbol[]} [properties] */
  #members(node, properties) {
    const nodes = properties?.map(declarationOf).filter((each) => each !== undefined) ?? node.members
    // Of a mapped type: all of one kind.
    const mapped = properties?.filter((each) => declarationOf(each) === undefined) ?? []
    const [first] = mapped
    if (first !== undefined) {
      const names = mapped.map((each) => `\`${each.name}\``).join(', ')
      this.add(
        `${names}: each \`${this.#expanded(this.#checker.typeToString(/** @type {Type} */ (this.#checker.getTypeOfSymbol(first))))}\`.`,
      )
    }
    const rows = nodes.filter(isTold).map((/** @type {Node} */ each) => {
      const name = textOf(each.name)
      const isMethod = each.parameters !== undefined
      const parameters = isMethod
        ? `(${each.parameters.map((/** @type {Node} */ one) => this.#parameter(one)).join(', ')})`
        : ''
      const mark = each.questionToken === undefined || isMethod ? '' : '?'
      const type = each.type === undefined ? '' : `${mark}: ${this.#typeOf(each.type)}`
      const { text, tags } = commentOf(each)
      const see = tags.find(({ name: tag }) => tag === 'see')?.text
      const more = tags
        .filter(({ name: tag }) => tag === 'throws' || tag === 'param')
        .map(({ name: tag, text }) => {
          return tag === 'throws' ? `Throws ${text}.` : `${text.replace(/^([\w.]+) /, '`$1`: ')}.`
        })
      const told = text === '' && see !== undefined ? `See ${see}.` : paragraphs(text).join(' ')
      return [`\`${name}${parameters}${type}\``, [told, ...more].join(' ').trim()]
    })
    if (rows.length > 0) this.#table(['', ''], rows)
  }

  /** @param {string[]} heads @param {string[][]} rows */
  #table(heads, rows) {
    const line = (/** @type {string[]} */ cells) => `| ${cells.map(inCell).join(' | ')} |`
    this.add([line(heads), line(heads.map(() => '-')), ...rows.map(line)].join('\n'))
  }
}

/** @param {Node} node */
function isOurs(node) {
  while (node.kind !== SyntaxKind.SourceFile) node = node.parent
  return !node.fileName.includes('/node_modules/')
}

/** @param {Node} node */
function isTold(node) {
  if (!isOurs(node) || node.name === undefined || node.name.kind !== SyntaxKind.Identifier) return false
  if (node.kind === SyntaxKind.SetAccessor || /^_/.test(node.name.text) || node.initializer !== undefined) return false
  return !/^(?:private|declare|override)\b/.test(textOf(node)) || node.parent?.name?.text === 'BridgeWarning'
}

/** @param {Node[]} members */
function isCodes(members) {
  return members.length > 3 && members.every((each) => /^'[\w-]+'$/.test(textOf(each)))
}

/** @returns {Entry[]} */
function entries() {
  const { name, exports } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'))
  return Object.keys(exports)
    .filter((key) => key !== './package.json')
    .map((key) => ({ name: name + key.slice(1), path: `${ROOT}src${key.slice(1)}/index.ts` }))
}

/** @param {Node[]} files @param {ReadonlySet<string>} exported */
function aliasesIn(files, exported) {
  const statements = files.flatMap((file) => [...file.statements])
  const aliases = statements.filter(
    ({ kind, name }) => kind === SyntaxKind.TypeAliasDeclaration && !exported.has(name.text),
  )
  const short = aliases.filter(({ typeParameters }) => typeParameters === undefined)
  return new Map(short.map(({ name, type }) => [name.text, flat(textOf(type)).replace(/^\| /, '')]))
}

/** What the wrong calls throw. */
async function errorLines() {
  const root = await import('mcp-log-bridge')
  return WRONG.map((call) => {
    try {
      call(root)
    } catch (error) {
      if (error instanceof Error) return `${error.name}: ${error.message}`
    }
    throw new Error(`no error: ${call}`)
  })
}

/** @throws Error naming every option, code and export that has too little of a doc comment */
export async function optionsPage() {
  const api = new API({ cwd: ROOT })
  try {
    const [project] = api.updateSnapshot({ openProjects: [`${ROOT}tsconfig.build.json`] }).getProjects()
    if (project === undefined) throw new Error('no project in tsconfig.build.json')
    const { program, checker } = project
    const all = entries().map((entry) => {
      const file = /** @type {Node} */ (program.getSourceFile(entry.path))
      const module = checker.getSymbolAtLocation(file)
      const symbols = module === undefined ? [] : checker.getExportsOfModule(module)
      const exported = symbols.filter((each) => each.name !== 'default').map((each) => checker.getAliasedSymbol(each))
      const comment = /^(?:\/\/ .*\n)+/.exec(file.text)?.[0] ?? ''
      return { entry, exported, comment: flat(comment.replace(/^\/\/ /gm, '')) }
    })
    const names = new Set(all.flatMap(({ exported }) => exported.map(({ name }) => name)))
    const files = program.getSourceFileNames().filter((name) => name.startsWith(`${ROOT}src/`))
    const page = new Page(
      checker,
      aliasesIn(
        files.map((name) => program.getSourceFile(name)),
        names,
      ),
    )
    const links = all.map(({ entry: { name } }) => `[${name}](#${name.replace(/[^\w-]/g, '')})`)
    page.add(HEAD.trim().replace('{entries}', `${links.join(' · ')}`))
    for (const { entry, exported, comment } of all) page.entry(entry, exported, comment)
    const lines = await errorLines()
    page.add(ERRORS.replace('{errors}', `\`\`\`text\n${lines.join('\n')}\n\`\`\``).trim())
    if (page.holes.length > 0) throw new Error(page.holes.join('\n'))
    return page.text
  } finally {
    api.close()
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(`${ROOT}docs/options.md`, await optionsPage())
}
