import fc from 'fast-check';

// Every run of the tests tries the same, unless a test says otherwise: what is random for long is in bench/.
fc.configureGlobal({ seed: 20_261_122 });
