import fc from 'fast-check';

/** Every property plays the same inputs in every run; `PROPERTY_SEED` plays others. */
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 20160112) });
