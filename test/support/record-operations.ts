/** Records in each test worker which operations evenkeel calls, for `all-operations.ts`. */
import { subscribe } from "node:diagnostics_channel";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import { afterAll, inject } from "vitest";

// Test files of one worker share the process, and this file is evaluated again for each of them.
const shared = globalThis as { operationsSeen?: Set<string> };

if (!shared.operationsSeen) {
	const seen = new Set<string>();
	shared.operationsSeen = seen;
	subscribe("evenkeel:aws:request", (message) => seen.add((message as { readonly operation: string }).operation));
}

afterAll(() => {
	const file = join(inject("operationsFolder"), `${process.pid}-${threadId}.json`);
	writeFileSync(file, JSON.stringify([...(shared.operationsSeen ?? [])]));
});
