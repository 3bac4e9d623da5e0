// tsc writes files without the executable bit, and `npx evenkeel` in a checkout needs it.
import { chmodSync } from "node:fs";

chmodSync(new URL("../dist/main.js", import.meta.url), 0o755);
