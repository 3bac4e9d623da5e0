import { describe, expect, it } from "vitest";
import { escapeControls, visibleJson } from "../../src/lib/visible.ts";
import { because } from "../../src/model/reason.ts";
import { statusJson } from "../../src/report/status-json.ts";
import { parseStatus, statusText } from "../../src/report/status-text.ts";
import { durationText, revisionText } from "../../src/report/text.ts";
import { nowMs, resource, status } from "./examples.ts";

describe("text from others", () => {
	it.each([
		["plain ünïcödé 名前 →", "plain ünïcödé 名前 →"],
		["a\nb\r\tc", "a\\nb\\r\\tc"],
		["\u001b[31mred\u0007", "\\u001b[31mred\\u0007"],
		["\u009b2J\u007f", "\\u009b2J\\u007f"],
		["\u202egnp.exe\u2069\u200b\ufeff", "\\u202egnp.exe\\u2069\\u200b\\ufeff"],
		["a\u2028b\ud800", "a\\u2028b\\ud800"],
	])("is shown with controls visible: %j", (text, expected) => {
		expect(escapeControls(text)).toBe(expected);
	});
});

describe("JSON with text from others", () => {
	it("means the same with nothing unseen in it", () => {
		const value = { "\u009b2J": ["\u202e\u2028", "a\nb", "\u{e0001}\ud800", "ünï"] };
		const shown = visibleJson(JSON.stringify(value, null, "\t"));
		expect(shown).not.toMatch(/[^\P{C}\n\t]|\p{Zl}/u);
		expect(JSON.parse(shown)).toEqual(value);
	});
});

describe("lengths of time", () => {
	it.each([
		[0, "0 s"],
		[-5_000, "0 s"],
		[999, "0 s"],
		[61_000, "1 min 1 s"],
		[3_600_000, "1 h"],
		[90_061_000, "1 d 1 h"],
	])("%i ms is %s", (milliseconds, expected) => {
		expect(durationText(milliseconds)).toBe(expected);
	});
});

describe("revisions", () => {
	it.each([
		["0123456789abcdef0123456789abcdef01234567", "0123456789"],
		[`sha256:${"a".repeat(64)}`, "sha256:aaaaaaaaaa"],
		["0123456789abcdef0123456789abcdef01234567-dirty", "0123456789-dirty"],
		["v1\u001b", "v1\\u001b"],
	])("%j is %s", (revision, expected) => {
		expect(revisionText(revision)).toBe(expected);
	});
});

describe("evenkeel status", () => {
	it("says where, when, what is wrong and what it comes to", () => {
		expect(statusText(parseStatus(JSON.stringify(statusJson(status))), nowMs)).toBe(
			[
				"Environment prod, owner shop-prod (account 111122223333, ap-northeast-1)",
				"Revision    0123456789, read 1 min 5 s ago (2026-01-31 11:58:55Z)",
				"Reconciled  3 s ago (2026-01-31 11:59:57Z); 12 reconciles since the start",
				"",
				'envs/prod/api.yaml:7:3 unknown-field There is no field "desiredCont" here. Did you mean desiredCount?',
				"",
				"Synced     Healthy      Cluster/shop",
				"OutOfSync  Healthy      Namespace/old  (orphan)",
				'    No manifest declares it any more, and the Environment document does not list it for deletion. To delete it, list "Namespace/old" under `deletions` in the Environment document.',
				"OutOfSync  Progressing  Service/shop/api  (create 1 min ago (2026-01-31 11:59:00Z), revision 0123456789)",
				"    Differs in desiredCount.",
				"    1 of 4 tasks are running.",
				"    ecs:UpdateService failed (throttled): ThrottlingException: Rate exceeded",
				"    desiredCount: 1 → 4",
				"",
				"2 resources: 1 synced, 1 out of sync; 1 healthy, 1 progressing; 1 orphan; 1 error in the manifests.",
				"",
			].join("\n"),
		);
	});

	it("ends with what is not well, for a terminal shows the end", () => {
		const missing = resource({ identity: "Cluster/a", sync: "OutOfSync", health: { status: "Missing" } });
		const text = statusText({ ...status, resources: [missing, resource({ identity: "Cluster/b" })] }, nowMs);
		expect(text.match(/Cluster\/./g)).toEqual(["Cluster/b", "Cluster/a"]);
	});

	it("only counts what is well where there is much of it", () => {
		const missing = resource({ identity: "Cluster/a", sync: "OutOfSync", health: { status: "Missing" } });
		const resources = [missing, resource({ identity: "Cluster/b" }), resource({ identity: "Cluster/c" })];
		expect(statusText({ ...status, resources }, nowMs, 2).match(/Cluster\/./g)).toHaveLength(3);
		const text = statusText({ ...status, resources }, nowMs, 1);
		expect(text).toContain(
			"2 resources are in sync and healthy; to list them, pass selectors such as Service/shop/*.\nOutOfSync",
		);
		expect(text.match(/Cluster\/./g)).toEqual(["Cluster/a"]);
		expect(text).toContain("3 resources: 2 synced, 1 out of sync");
	});

	it("has something to say before anything was read", () => {
		const pause = { by: "observe", reason: because("PausedByObserve") } as const;
		const text = statusText(
			{ problems: [], resources: [], reconciles: 0, stopped: because("AccountUnconfirmed"), pause },
			nowMs,
		);
		expect(text).toContain("Paused      Nothing is written: evenkeel only observes (--observe).\n");
		expect(text).toContain(
			"Environment (no environment)\nRevision    (none yet)\nReconciled  never; no reconciles since the start\n",
		);
		expect(text).toContain("Stopped: The plan is discarded: another account may have answered after it was made.");
	});

	it.each([
		...["<html>", "null", "[]", "{}", '{"resources":1,"problems":[]}', '{"resources":[],"problems":[]}'],
		...['{"resources":[null],"problems":[],"passes":1}', '{"resources":[{}],"problems":[],"passes":1}'],
		...['{"resources":[],"problems":[null],"passes":1}', '{"resources":[],"problems":[{}],"passes":1}'],
		...[
			'{"resources":[],"problems":[],"passes":1,"revision":7}',
			'{"resources":[],"problems":[],"passes":1,"hold":{}}',
		],
		...['{"resources":[],"problems":[],"passes":1,"lastSuccessMs":1e300}'],
		...['{"resources":[],"problems":[],"passes":1,"stopped":{"code":"__proto__","params":{}}}'],
	])("does not take %s for a status", (text) => {
		expect(() => parseStatus(text)).toThrow("another program may listen there.");
	});

	it("of each resource, whatever is of another type makes it no status", () => {
		const whole = JSON.parse(JSON.stringify(statusJson(status)));
		const members = ["identity", "sync", "health", "drift", "unmanaged", "orphan", "lastChange", "failure", "reason"];
		for (const name of members) {
			for (const wrong of [null, 7, [null], { code: 7 }]) {
				const [first] = whole.resources;
				const text = JSON.stringify({ ...whole, resources: [{ ...first, [name]: wrong }] });
				expect(() => parseStatus(text), `${name}: ${JSON.stringify(wrong)}`).toThrow("is not a status");
			}
		}
	});
});
