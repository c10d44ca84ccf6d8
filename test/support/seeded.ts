import fc from 'fast-check';

/** Every property test gets the same inputs in every run; `PROPERTY_SEED` selects others. */
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 20160112) });
