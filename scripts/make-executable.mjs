// tsc writes files without the executable bit, which `npx evenkeel` in a checkout needs.
import { chmodSync } from "node:fs";

chmodSync(new URL("../dist/main.js", import.meta.url), 0o755);
