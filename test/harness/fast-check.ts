import fc from 'fast-check'

// The same values each time, so that a run that passed passes again. `FAST_CHECK_SEED=random` looks for new faults,
// and a seed that fast-check has printed goes the same way once more.
const seed = process.env.FAST_CHECK_SEED ?? '1'
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) })

export default fc
