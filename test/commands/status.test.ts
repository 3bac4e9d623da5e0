/** `evenkeel status` as a person and, with `--wait`, a pipeline run it, against a status server whose answers a test tells. */
import { afterEach, describe, expect, it } from "vitest";
import { because } from "../../src/model/reason.ts";
import type { Status } from "../../src/model/status.ts";
import { textOf, worded } from "../../src/report/catalogue/index.ts";
import type { Listener } from "../../src/report/listening.ts";
import { startServer } from "../../src/report/server.ts";
import { resource } from "../report/examples.ts";
import { runCommand } from "../support/command-line.ts";

const revision = "0123456789abcdef0123456789abcdef01234567";
const other = "fedcba9876543210fedcba9876543210fedcba98";
const api = "Service/shop/api";
const tasks = because("TasksNotSteady", { running: 1, desired: 2 });
const rolling = resource({ identity: api, health: { status: "Progressing", reason: tasks } });
const undone = because("RolledBack", { status: "ROLLBACK_SUCCESSFUL", taskDefinition: "api:7", said: [] });
const rolledBack = resource({
	identity: api,
	sync: "OutOfSync",
	outcome: "blocked",
	reason: undone,
	rollout: "failed",
});
const at = (now: string, ...resources: Status["resources"]): Status => ({
	...{ environment: "prod", revision: now, lastSuccessRevision: now, reconciles: 1, problems: [], resources },
});

let server: Listener | undefined;
afterEach(() => server?.close());

/** Serves each of `statuses` once and the last one for ever; gives what the command does meanwhile. */
async function wait(statuses: readonly Status[], ...flags: string[]) {
	const result = await ask(statuses, "--wait", ...flags);
	return { ...result, lines: result.out.split("\n").map((line) => line.replace(/^\d\d:\d\d:\d\d /, "")) };
}

async function ask(statuses: readonly Status[], ...argv: string[]) {
	const left = [...statuses];
	server = await startServer({
		...{ host: "127.0.0.1", port: 0, now: () => 0, ready: () => true, healthy: () => ({ ok: true, reason: "" }) },
		status: () => (left.length > 1 ? left.shift() : left[0]) as Status,
		metrics: { text: async () => "", contentType: "text/plain" },
		hideIn: (text) => text,
	});
	return runCommand(["status", "--address", `127.0.0.1:${server.port}`, ...argv]);
}

describe("evenkeel status SELECTOR", () => {
	const both = [at(revision, rolling, resource({ identity: "Cluster/shop" }))];

	it("shows what is meant, and nothing else", async () => {
		const { code, out } = await ask(both, "Service/*");
		expect(code).toBe(0);
		expect(out).toContain(api);
		expect(out).not.toContain("Cluster/shop");
		const { out: json } = await ask(both, "Cluster/shop", "--output", "json");
		expect(JSON.parse(json).resources).toMatchObject([{ identity: "Cluster/shop" }]);
	});

	it("prints the words that came with a reason, and passes all of it on as JSON", async () => {
		const shown = rolledBack.reason && worded(rolledBack.reason);
		const condition = {
			...({ type: "Stalled", status: "True", reason: "RolledBack" } as const),
			detail: undone,
			lastTransitionTime: "2026-01-31T12:00:00.000Z",
		};
		const statuses = [at(revision, { ...rolledBack, conditions: [condition] })];
		expect((await ask(statuses)).out).toContain(`\n    ${textOf(undone)}\n`);
		const { out } = await ask(statuses, "--output", "json");
		const [told] = JSON.parse(out).resources;
		expect(told.reason).toEqual({ ...undone, message: shown?.message, remediation: shown?.remediation });
		const { detail: _, ...rest } = condition;
		expect(told.conditions).toEqual([{ ...rest, message: textOf(undone) }]);
	});

	it.each([
		[["Service/*", "Cluster/ship"], "No declared or owned resource matches Cluster/ship. Did you mean Cluster/shop?"],
		[["service/*"], "matches service/*. Write an identity as status prints it, such as Service/shop/order-api;"],
		[["Service/*", "--wait"], "--wait waits for all declared resources."],
	])("refuses %j with a sentence", async (argv, sentence) => {
		expect(await ask(both, ...argv)).toMatchObject({ code: 1, error: expect.stringContaining(sentence) });
	});
});

describe("evenkeel status --wait", () => {
	it("prints one line for each change, and ends with 0 once all is well at the revision", async () => {
		const statuses = [
			at(other),
			at(revision, rolling),
			at(revision, rolling),
			at(revision, resource({ identity: api })),
		];
		const { code, lines, error } = await wait(statuses, "--revision", revision);
		expect({ code, error }).toEqual({ code: 0, error: "" });
		expect(lines).toEqual([
			`Revision ${revision} is not applied yet; the folder is at ${other}.`,
			`${api}: Synced, Progressing. ${textOf(tasks)}`,
			"Revision 0123456789 is in sync and healthy. 1 resource: 1 synced; 1 healthy.",
			"",
		]);
	});

	it.each([
		["fails", [at(revision, rolledBack)], 1, `${api}: OutOfSync, Healthy. ${textOf(undone)}`],
		["is superseded", [at(revision, rolling), at(other)], 4, "replaced"],
		["takes too long", [at(revision, rolling)], 3, "Timed out after 0 s. Still waiting:"],
	])("ends with its own code when it %s", async (_, statuses, expected, sentence) => {
		const timeout = expected === 3 ? "1ms" : "1m";
		const { code, out } = await wait(statuses, "--revision", revision, "--timeout", timeout);
		expect(code).toBe(expected);
		expect(out).toContain(sentence);
	});

	it("keeps standard output for the last status, as JSON, when asked for it", async () => {
		const { code, out, error } = await wait([at(revision, rolling), at(revision)], "--output", "json");
		expect(code).toBe(0);
		expect(JSON.parse(out)).toMatchObject({ revision, resources: [] });
		expect(error).toContain("Progressing");
	});

	it("does not take a revision without --wait, nor wait where nobody answers", async () => {
		expect(await runCommand(["status", "--revision", "abc"])).toMatchObject({
			code: 1,
			error: "--revision requires --wait.\n",
		});
		expect(await runCommand(["status", "--wait", "--address", "127.0.0.1:9"])).toMatchObject({ code: 1 });
	});
});
