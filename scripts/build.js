// Builds dist/: for each subpath of package.json's exports a CommonJS module and an ES module around it, with the chunks
// that they share, and declarations. Both kinds of module lead to the same instance, in every Node, in Jest and in bundles.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { build } from 'rolldown'
import { minifySync } from 'rolldown/utils'
import { trimDeclarations } from './declarations.js'

const { exports: subpaths, dependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
const require = createRequire(import.meta.url)

/** @type {string[]} `index`, `winston/index` … */
const entries = Object.entries(subpaths).flatMap(([subpath, target]) => {
  if (subpath === './package.json') return []
  const entry = join(subpath, 'index')
  const expected = { import: `./dist/${entry}.mjs`, require: `./dist/${entry}.js` }
  if (JSON.stringify(target) !== JSON.stringify(expected))
    throw new Error(`Expected the export ${subpath} of package.json to be ${JSON.stringify(expected)}`)
  return [entry]
})

/** @type {import('rolldown').InputOptions} */
const INPUT = {
  platform: 'node',
  // With their subpaths: what tests adapters loads the SDKs that are installed.
  external: [
    /^node:/,
    ...Object.keys({ ...dependencies, ...peerDependencies }).map((name) => new RegExp(`^${name}(/|$)`)),
  ],
}

/** Folders of src/ that one entry alone uses. */
const OWN = ['winston', 'pino', 'console', 'bunyan', 'logtape', 'adapter', 'client', 'guard', 'otel']

/** The chunk of a file, if it is not left to the entries that use it. @param {string} id */
function chunkOf(id) {
  if (id.includes('/denque/')) return 'delivery'
  const [, folder = '', rest = ''] = id.match(/\/src\/([\w-]+)\/(.+)$/) ?? []
  if (rest.startsWith('stderr/')) return 'stderr'
  // These two ask for the others.
  if (OWN.includes(folder) || rest === 'create-client-logging.ts') return null
  return folder === 'redact' ? 'payload' : folder || null
}

/** The names of functions are for stack traces. @type {import('rolldown/utils').MinifyOptions} */
const MINIFY = {
  compress: { keepNames: { function: true, class: true } },
  mangle: { toplevel: true, keepNames: true },
}

rmSync('dist', { recursive: true, force: true })
mkdirSync('dist')
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n')

const { output } = await build({
  ...INPUT,
  input: Object.fromEntries(entries.map((entry) => [entry, `src/${entry}.ts`])),
  preserveEntrySignatures: 'allow-extension',
  output: {
    dir: 'dist',
    format: 'cjs',
    exports: 'named',
    comments: false,
    chunkFileNames: 'chunks/[name].js',
    codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: chunkOf, debugName: 'folders' }] },
  },
})
writeLicenses()
for (const { fileName } of output) finish(fileName)

// What benches measure beside the entries. It is not published.
await build({
  ...INPUT,
  input: 'src/payload/sanitizer.ts',
  output: { dir: 'dist/internal', format: 'esm', entryFileNames: '[name].mjs' },
})
writeFileSync('dist/internal/sanitizer.d.mts', "export * from '../../src/payload/sanitizer.js'\n")

const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc')
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' })
trimDeclarations(entries)
for (const entry of entries) wrap(entry)

/** Writes the ES module around a CommonJS one. @param {string} entry */
function wrap(entry) {
  const names = Object.keys(require(resolve('dist', `${entry}.js`)))
  const named = names.filter((name) => name !== 'default').join(', ')
  const lines = [
    named === '' ? "import './index.js'" : `export { ${named} } from './index.js'`,
    // What an import of CommonJS calls its default is the whole module.
    ...(names.includes('default') ? ["import commonjs from './index.js'", 'export default commonjs.default'] : []),
  ]
  writeFileSync(join('dist', `${entry}.mjs`), `${lines.join('\n')}\n`)
  writeFileSync(join('dist', `${entry}.d.mts`), "export * from './index.js'\n")
}

/** @param {string} name of a file in dist/ */
function finish(name) {
  const file = join('dist', name)
  const code = loadLate(takeBuiltins(readFileSync(file, 'utf8')), name === 'chunks/server.js')
  writeFileSync(file, minifySync(file, code, { ...MINIFY, module: false }).code)
}

/** Takes Node's modules without require(), which an app's bundle of ES modules does not have. @param {string} code */
function takeBuiltins(code) {
  return code.replace(/\brequire\((["'`]node:\w+["'`])\)/g, 'process.getBuiltinModule($1)')
}

/**
 * Loads a chunk when something of it is used, so that an import costs what it imports.
 *
 * @param {string} code
 * @param {boolean} isHub which is loaded when the first hub is made, with all that it may need: no log call waits for a file,
 *   or fails because no more files can be opened
 */
function loadLate(code, isHub) {
  const chunks = [...code.matchAll(/^const (require_\w+) = (require\("\.[^"]+"\));$/gm)]
  const late = chunks.reduce((text, [declaration, name = '', load = ''], at) => {
    return (
      text
        // What stands before a `new` would be called by it.
        .replaceAll(new RegExp(`\\bnew ${name}\\.(\\w+)`, 'g'), `new (_${at}().$1)`)
        .replace(declaration, `let chunk_${at}; const _${at} = () => (chunk_${at} ??= ${load});`)
        .replaceAll(`${name}.`, `_${at}().`)
    )
  }, code)
  return isHub ? `${late}\n${chunks.map((_, at) => `_${at}();`).join('\n')}\n` : late
}

/** Of the packages whose code is in the chunks. */
function writeLicenses() {
  const modules = output.flatMap((each) => (each.type === 'chunk' ? each.moduleIds : []))
  const packages = new Set(modules.flatMap((id) => id.match(/^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? []))
  const texts = [...packages].sort().map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each))
    if (file === undefined) throw new Error(`Expected ${name} to have a license`)
    return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
  })
  writeFileSync('dist/chunks/LICENSES', texts.join('\n\n'))
}
