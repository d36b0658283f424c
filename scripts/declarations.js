// Keeps of the declarations in dist/ what the entries export and what that is made of, and puts the sources of the functions
// and classes among it where their maps find them: there an editor shows a definition.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { decode, encode } from '@jridgewell/sourcemap-codec'
import { parseSync } from 'rolldown/utils'

/** @typedef {{ local: string, imported: string, text: string, isUsed: boolean }} Specifier */
/**
 * @typedef {{
 *   names: readonly string[], mentions: ReadonlySet<string>, specifiers: readonly Specifier[], from: string | undefined,
 *   head: string, isImport: boolean, isValue: boolean, isUsed: boolean, lines: readonly [first: number, last: number]
 * }} Statement
 */

/** @type {Map<string, { lines: string[], statements: readonly Statement[] }>} */
const modules = new Map()

/** @type {Set<string>} */
const withValues = new Set()

/** @param {readonly string[]} entries `winston/index` … */
export function trimDeclarations(entries) {
  for (const entry of entries) {
    const file = join('dist', `${entry}.d.ts`)
    for (const statement of read(file).statements) {
      statement.isUsed = true
      for (const each of statement.specifiers) {
        each.isUsed = true
        if (statement.from !== undefined) use(resolve(file, statement.from), each.local, true)
      }
    }
  }
  for (const name of readdirSync('dist', { recursive: true, encoding: 'utf8' })) {
    const file = join('dist', name)
    if (file.endsWith('.d.ts')) trim(file)
  }
}

/** @param {string} file @param {string} name @param {boolean} isEntrys whether an entry exports it */
function use(file, name, isEntrys) {
  for (const statement of read(file).statements) {
    if (statement.names.includes(name)) {
      if (isEntrys && statement.isValue) withValues.add(file)
      if (statement.isUsed) continue
      statement.isUsed = true
      for (const each of statement.mentions) use(file, each, false)
    }
    for (const each of statement.specifiers) {
      if ((statement.isImport ? each.local : each.imported) !== name || each.isUsed) continue
      each.isUsed = true
      statement.isUsed = true
      const other = statement.isImport ? each.imported : each.local
      if (statement.from === undefined) use(file, other, isEntrys)
      else if (statement.from.startsWith('.')) use(resolve(file, statement.from), other, isEntrys)
    }
  }
}

/** @param {string} file @param {string} path */
const resolve = (file, path) => join(dirname(file), path.replace(/\.js$/, '.d.ts'))

/** @param {string} file */
function read(file) {
  const known = modules.get(file)
  if (known !== undefined) return known
  const code = readFileSync(file, 'utf8')
  const { program, errors } = parseSync(file, code, { lang: 'dts' })
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`)
  const lineAt = (/** @type {number} */ offset) => code.slice(0, offset).split('\n').length - 1
  let next = 0
  const statements = program.body.map((/** @type {any} */ node) => {
    const last = lineAt(node.end)
    const statement = { ...statementOf(node, code), isUsed: false, lines: /** @type {const} */ ([next, last]) }
    next = last + 1
    return statement
  })
  const module = { lines: code.split('\n'), statements }
  modules.set(file, module)
  return module
}

/** @param {any} node @param {string} code @returns {Omit<Statement, 'isUsed' | 'lines'>} */
function statementOf(node, code) {
  const declared = node.declaration ?? node
  const isImport = node.type === 'ImportDeclaration'
  const specifiers = (node.specifiers ?? []).map((/** @type {any} */ each) => ({
    local: each.local.name,
    imported: (isImport ? each.imported : each.exported)?.name ?? 'default',
    text: code.slice(each.start, each.end),
    isUsed: false,
  }))
  const mentions = new Set(identifiersOf(declared))
  const names = [declared.id, ...(declared.declarations ?? []).map((/** @type {any} */ each) => each.id)]
  return {
    names: names.flatMap((each) => each?.name ?? []),
    mentions,
    specifiers,
    from: node.source?.value,
    head: code.slice(node.start, node.end).match(/^(?:import|export)(?: type)?(?= \{)/)?.[0] ?? '',
    isImport,
    isValue: !/^TS(?:Interface|TypeAlias)/.test(declared.type),
  }
}

/** @param {unknown} node @returns {string[]} */
function identifiersOf(node) {
  if (typeof node !== 'object' || node === null) return []
  if (Array.isArray(node)) return node.flatMap(identifiersOf)
  const own = 'type' in node && node.type === 'Identifier' && 'name' in node ? [String(node.name)] : []
  return [...own, ...Object.values(node).flatMap(identifiersOf)]
}

/** @param {string} file */
function trim(file) {
  const { lines, statements } = read(file)
  const map = `${file}.map`
  if (!statements.some((each) => each.isUsed)) {
    rmSync(file)
    rmSync(map)
    return
  }
  /** @type {number[]} */
  const kept = []
  for (const {
    isUsed,
    specifiers,
    head,
    from,
    lines: [first, last],
  } of statements) {
    const isEmptyExport = head === 'export' && specifiers.length === 0 && from === undefined
    if (!isUsed && !isEmptyExport) continue
    const unused = specifiers.filter((each) => !each.isUsed)
    if (unused.length > 0) {
      const used = specifiers.filter((each) => each.isUsed).map(({ text }) => text)
      lines[last] = `${head} { ${used.join(', ')} }${from === undefined ? '' : ` from '${from}'`};`
      kept.push(last)
    } else for (let line = first; line <= last; line++) kept.push(line)
  }
  const text = `${kept.map((line) => lines[line]).join('\n')}\n`
  if (!withValues.has(file)) {
    writeFileSync(file, text)
    if (existsSync(map)) rmSync(map)
    return
  }
  const name = relative('dist', file).replace(/\.d\.ts$/, '.ts')
  const copy = join('dist/src', name)
  mkdirSync(dirname(copy), { recursive: true })
  cpSync(join('src', name), copy)
  const content = JSON.parse(readFileSync(map, 'utf8'))
  const all = decode(content.mappings)
  const mappings = encode(kept.map((line) => all[line] ?? []))
  writeFileSync(map, JSON.stringify({ ...content, mappings, sources: [relative(dirname(file), copy)] }))
  writeFileSync(file, `${text}//# sourceMappingURL=${file.split('/').at(-1)}.map\n`)
}
