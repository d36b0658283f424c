// Builds dist/: for each subpath of package.json's exports a CommonJS module and an ES module around it, with the chunks
// that they share, and declarations. Both kinds of module lead to the same instance, in every Node, in Jest and in bundles.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { build } from 'rolldown'

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

/** @type {import('rolldown').OutputOptions} */
const OUTPUT = {
  format: 'cjs',
  exports: 'named',
  comments: false,
  // Lines and the names of functions are for stack traces.
  minify: {
    compress: { keepNames: { function: true, class: true } },
    mangle: { keepNames: true },
    codegen: { removeWhitespace: false },
  },
}

rmSync('dist', { recursive: true, force: true })
mkdirSync('dist')
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n')

const { output } = await build({
  ...INPUT,
  input: Object.fromEntries(entries.map((entry) => [entry, `src/${entry}.ts`])),
  output: { ...OUTPUT, dir: 'dist', chunkFileNames: 'chunks/[name].js', sourcemap: 'hidden' },
})
writeLicenses()
for (const { fileName } of output) takeBuiltins(join('dist', fileName))

// What benches measure beside the entries. It is not published.
await build({
  ...INPUT,
  input: 'src/payload/sanitizer.ts',
  output: { ...OUTPUT, dir: 'dist/internal', format: 'esm', entryFileNames: '[name].mjs' },
})
writeFileSync('dist/internal/sanitizer.d.mts', "export * from '../../src/payload/sanitizer.js'\n")

const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc')
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' })
keepReachableDeclarations()
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

/** Takes Node's modules without require(), which an app's bundle of ES modules does not have. @param {string} file */
function takeBuiltins(file) {
  if (!file.endsWith('.js')) return
  const code = readFileSync(file, 'utf8')
  writeFileSync(file, code.replace(/\brequire\((["'`]node:\w+["'`])\)/g, 'process.getBuiltinModule($1)'))
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

/**
 * Removes declarations that no entry leads to, and puts the sources of what entries export where their maps find them:
 * there an editor shows a definition.
 */
function keepReachableDeclarations() {
  const roots = entries.map((entry) => join('dist', `${entry}.d.ts`))
  const exported = new Set(roots.flatMap(importsOf))
  const reachable = new Set(roots)
  for (const file of reachable) for (const each of importsOf(file)) reachable.add(each)
  for (const name of readdirSync('dist', { recursive: true, encoding: 'utf8' })) {
    const file = join('dist', name)
    if (!file.endsWith('.d.ts')) continue
    const map = `${file}.map`
    if (!reachable.has(file)) rmSync(file)
    if (!exported.has(file)) {
      rmSync(map)
      if (reachable.has(file)) dropMapComment(file)
      continue
    }
    const source = `src/${name.replace(/\.d\.ts$/, '.ts')}`
    const copy = join('dist', source)
    mkdirSync(dirname(copy), { recursive: true })
    cpSync(source, copy)
    const content = JSON.parse(readFileSync(map, 'utf8'))
    writeFileSync(map, JSON.stringify({ ...content, sources: [relative(dirname(file), copy)] }))
  }
}

/** The declarations that others are imported from. @param {string} file */
function importsOf(file) {
  const found = readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)\.js['"]/g)
  return [...found].map(([, path = '']) => join(dirname(file), `${path}.d.ts`))
}

/** @param {string} file */
function dropMapComment(file) {
  writeFileSync(file, readFileSync(file, 'utf8').replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n'))
}
