import { closing } from './value-end.js'
import { looksRandom, saysNothing } from './values.js'

/**
 * Programs that take a password as an argument: the flag, and whether the password may be written against it. Sources:
 * their own manuals.
 */
interface Program {
  readonly flags: readonly string[]
  /** `-px`, as MySQL's clients and 7-Zip have it. */
  readonly joined?: boolean
  /** Asks for the password if none is written against the flag: the next word is something else. */
  readonly prompts?: boolean
  /** `-u user:password` */
  readonly pair?: boolean
  /** Which of the words without a flag is the password, from the end. */
  readonly last?: boolean
}

const group = (names: string, program: Program): (readonly [string, Program])[] =>
  names.split(' ').map((name) => [name, program] as const)

const PROGRAMS: ReadonlyMap<string, Program> = new Map([
  ...group('mysql mysqldump mysqladmin mysqlimport mysqlcheck mysqlshow mariadb mariadb-dump mariadb-admin mysqlsh', {
    flags: ['-p'],
    joined: true,
    prompts: true,
  }),
  ...group('sshpass 7z 7za 7zr unrar rar', { flags: ['-p', '-hp'], joined: true }),
  ...group('mongo mongosh mongodump mongorestore mongoexport mongoimport mongostat docker podman twine oc az', {
    flags: ['-p'],
  }),
  ...group('redis-cli valkey-cli', { flags: ['-a'] }),
  ...group('ldapsearch ldapadd ldapmodify ldapdelete ldapwhoami ldappasswd', { flags: ['-w', '-s'] }),
  ...group('ipmitool sqlcmd bcp isql zip unzip osql cqlsh', { flags: ['-P', '-p'], joined: false }),
  ...group('curl http https httpie wget smbclient rpcclient', {
    flags: ['-u', '-U', '--user', '-a', '--auth'],
    pair: true,
  }),
  ...group('snmpwalk snmpget snmpset', { flags: ['-A', '-X', '-c'] }),
  ...group('openssl', { flags: ['-k', '-K'] }),
  ...group('htpasswd', { flags: [], last: true }),
  ...group('psexec wmic xfreerdp rdesktop winexe evil-winrm crackmapexec', { flags: ['-p', '/p', '-P'] }),
])

/** The names by which a text may hold a command line: looked for before anything else is. */
const PROGRAM_NAME = new RegExp(
  `(?:(?<![\\w.-])|(?<=\\\\[nrt]))(?:${[...PROGRAMS.keys()].join('|')})(?:\\.exe)?(?= )`,
  'g',
)

/** The place of a secret in one of the words. */
export interface SecretWord {
  readonly index: number
  /** Where in the word the secret begins. */
  readonly from: number
}

/** The words of a command line that are passwords. The first is the program. */
export function secretWords(words: readonly unknown[]): readonly SecretWord[] {
  const program = PROGRAMS.get(nameOf(words[0]))
  if (program === undefined) return []
  const found: SecretWord[] = []
  for (let index = 1; index < words.length; index++) {
    const word = words[index]
    if (typeof word !== 'string') continue
    const flag = program.flags.find((each) => word === each)
    if (flag !== undefined) {
      const value = words[index + 1]
      if (typeof value === 'string' && !value.startsWith('-') && !isHarmlessFor(words[0], value)) {
        const from = program.pair === true ? value.search(/[:%]/) + 1 : 0
        if (saysNothing(value.slice(from)) || (program.prompts === true && !looksRandom(value))) continue
        if (program.pair !== true || from > 0) found.push({ index: index + 1, from })
      }
    } else if (program.joined === true) {
      const short = program.flags.find((each) => word.startsWith(each) && !word.startsWith('--'))
      if (short !== undefined) found.push({ index, from: short.length })
    }
  }
  if (
    program.last === true &&
    words.length > 3 &&
    words.some((word) => typeof word === 'string' && /^-\w*b/.test(word))
  ) {
    found.push({ index: words.length - 1, from: 0 })
  }
  return found
}

/** A port is no password: `docker run -p 8080:80`. */
function isHarmlessFor(program: unknown, value: string): boolean {
  return /^(?:docker|podman|oc|az|curl|cqlsh)/.test(nameOf(program)) && /^[\d.:]+(?:\/\w+)?$/.test(value)
}

/** `/usr/bin/mysql` and `mysql.exe` are both `mysql`. */
function nameOf(program: unknown): string {
  return typeof program === 'string'
    ? program
        .slice(-64)
        .replace(/^.*[\\/]/, '')
        .replace(/\.exe$/i, '')
    : ''
}

const WORD = /"([^"]*)"|'([^']*)'|[^\s|;&]+|[|;&\n]/g
/** More of a command line is not read. */
const MAX_LINE = 2048

/** Adds the passwords of the command lines in a text. */
export function findCommands(text: string, spans: number[]): void {
  if (!/ -[A-Za-z]| \/p/.test(text)) return
  let done = 0
  for (const { index } of text.matchAll(PROGRAM_NAME)) {
    if (index < done) continue
    const quote = text[index - 1] ?? ''
    const rest = text.slice(index, index + MAX_LINE)
    const line = '"\'`'.includes(quote) && quote !== '' ? rest.slice(0, closing(rest, 0, quote) - 1) : rest
    const words: string[] = []
    const places: number[] = []
    WORD.lastIndex = 0
    for (let match = WORD.exec(line); match !== null && !/^[|;&\n]$/.test(match[0]); match = WORD.exec(line)) {
      const quoted = match[1] ?? match[2]
      words.push(quoted ?? match[0])
      places.push(index + match.index + (quoted === undefined ? 0 : 1))
      done = index + WORD.lastIndex
    }
    for (const { index: at, from } of secretWords(words)) {
      const word = words[at] as string
      const start = (places[at] as number) + from
      const end = (places[at] as number) + word.length
      spans.push(start + (/^["']/.test(text.slice(start, start + 1)) ? 1 : 0), end)
    }
  }
}
