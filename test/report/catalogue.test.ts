/** The wording of all reason codes, in one place: other tests assert codes and parameters. */
import { describe, expect, it } from "vitest";
import { because, type Reason } from "../../src/model/reason.ts";
import { catalogue, messageOf, remediationOf, textOf, worded } from "../../src/report/catalogue/index.ts";
import { sampleReasons } from "./reason-samples.ts";

/** Words that STYLE forbids in messages. */
const vague = /\b(somebody|someone|nobody|anybody|whoever|whatever|we|our|ours|us)\b/i;

describe("the catalogue", () => {
	it("words every code as the snapshot shows", async () => {
		await expect(`${sampleReasons.map(entry).join("\n\n")}\n`).toMatchFileSnapshot("catalogue.snapshot.md");
	});

	it.each(sampleReasons.map((reason) => [reason.code, reason] as const))(
		"words %s in whole sentences",
		(code, reason) => {
			const { cause, isFragment } = catalogue[code];
			expect(code).toMatch(/^([A-Z][a-z]+)+$/);
			const message = messageOf(reason);
			// A fragment follows the colon of another message.
			expect(message).toMatch(isFragment ? /^[a-z].*\.$/ : /^[A-Z0-9a-z].*\.$/);
			expect(cause).toMatch(/^[A-Z`].*\.$/);
			const texts = [message, cause, remediationOf(reason)].filter((text) => text !== undefined);
			for (const text of texts) {
				expect(text).not.toMatch(vague);
				expect(text).not.toMatch(/undefined|\[object|\.\.(?!\.)| {2}|:\.|\.$\s/);
				expect(text.trim()).toBe(text);
			}
			if (remediationOf(reason) !== undefined)
				expect(remediationOf(reason)).toMatch(/^[A-Z].*(\.|: evenkeel \S+ \S+)$/);
		},
	);

	it("tells a person what to do about everything that is not as intended, unless evenkeel does it itself", () => {
		const without = sampleReasons.filter(
			(reason) => catalogue[reason.code].severity === "error" && !remediationOf(reason),
		);
		expect(without.map(({ code }) => code)).toEqual([]);
	});
});

describe("a reason", () => {
	it("keeps the words that it came with, since another version may have sent it", () => {
		const sent = { code: "OfTheFuture", params: {}, message: "It is new.", remediation: "Wait." } as unknown as Reason;
		expect(textOf(sent)).toBe("It is new. Wait.");
		expect(worded(sent)).toEqual(sent);
		expect(
			remediationOf({ code: "OfTheFuture", params: {}, message: "It is new." } as unknown as Reason),
		).toBeUndefined();
	});

	it("passes the advice of what it contains on, each piece once", () => {
		const missing = [because("RoleMissing", { role: "a" }), because("RoleMissing", { role: "b" })];
		const reason = because("PrerequisiteMissing", { missing });
		expect(worded(reason)).toEqual({
			...reason,
			message: missing.map(messageOf).join(" "),
			remediation: remediationOf(because("RoleMissing", { role: "a" })),
		});
	});
});

function entry(reason: Reason): string {
	const { severity } = catalogue[reason.code];
	const remediation = remediationOf(reason);
	return [`## ${reason.code} (${severity})`, messageOf(reason), ...(remediation ? [`-> ${remediation}`] : [])].join(
		"\n",
	);
}
