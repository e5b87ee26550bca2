import './seed.ts';
import { beginAfresh } from './begin-afresh.ts';

await beginAfresh();
