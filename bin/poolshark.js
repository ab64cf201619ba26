#!/usr/bin/env node
// Hands the arguments to the program that `npm run build` made of src/cli.
import { main } from '../dist/poolshark.js';

await main(process.argv.slice(2));
