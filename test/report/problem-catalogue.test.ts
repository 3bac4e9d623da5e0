/** The wording of all problem codes, in one place: other tests assert codes and parameters. */
import { describe, expect, it } from "vitest";
import { createHiding } from "../../src/lib/hiding.ts";
import { errorHere, type Problem, startOf } from "../../src/model/problem.ts";
import { problemCatalogue } from "../../src/report/catalogue/problems/index.ts";
import { problemText, wordedProblem, wordsOf } from "../../src/report/problem-text.ts";
import { sampleProblems } from "./problem-samples.ts";

/** Words that STYLE forbids in messages. */
const vague = /\b(somebody|someone|nobody|anybody|whoever|whatever|we|our|ours|us)\b/i;

describe("the catalogue of problems", () => {
	it("words every code as the snapshot shows", async () => {
		const codes = [...new Set(sampleProblems.map(({ code }) => code))];
		await expect(`${codes.map(entry).join("\n\n")}\n`).toMatchFileSnapshot("problems.snapshot.md");
	});

	it.each(sampleProblems.map((problem) => [problem.code, problem] as const))(
		"words %s in whole sentences",
		(code, problem) => {
			const { cause, severity } = problemCatalogue[code];
			expect(code).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
			expect(severity).toBe(problem.severity);
			const { message, remediation } = wordedProblem(problem);
			expect(message).toMatch(/^["\w].*[.?]$/);
			expect(cause).toMatch(/^[A-Z`].*\.$/);
			if (remediation !== undefined) expect(remediation).toMatch(/^[A-Z].*[.?]$/);
			for (const text of [message, cause, remediation].filter((one) => one !== undefined)) {
				expect(text).not.toMatch(vague);
				expect(text).not.toMatch(/undefined|\[object|\.\.(?!\.|\/)| {2}|:\.|\.$\s/);
				expect(text.trim()).toBe(text);
			}
		},
	);
});

describe("a problem", () => {
	it("keeps the words that it came with, since another version may have sent it", () => {
		const sent = {
			...{ place: startOf("a.yaml"), severity: "error", code: "of-the-future", params: {} },
			...{ message: "It is new.", remediation: "Wait." },
		} as unknown as Problem;
		expect(wordsOf(sent)).toBe("It is new. Wait.");
		expect(wordedProblem(sent)).toEqual(sent);
	});

	it("has its code, its parameters and its place beside its words", () => {
		const problem = errorHere({ file: "a.yaml", line: 3, column: 5 }, "missing-file", { path: "values.json" });
		const message = 'There is no file "values.json" in the root.';
		expect(wordedProblem(problem)).toEqual({ ...problem, message });
		expect(problemText(problem)).toBe(`a.yaml:3:5 missing-file ${message}`);
	});

	it("does not tell a secret by its parameters once what is printed is hidden in", () => {
		const secret = "hunter2-hunter2-hunter2";
		const problem = errorHere(startOf("a.yaml"), "duplicate-key", { key: `x ${secret}` });
		const printed = createHiding([secret]).hideIn(JSON.stringify(wordedProblem(problem)));
		expect(printed).not.toContain("hunter2");
		expect(JSON.parse(printed)).toMatchObject({ code: "duplicate-key", params: { key: "x ***" } });
	});
});

function entry(code: Problem["code"]): string {
	const same = sampleProblems.filter((problem) => problem.code === code);
	const lines = same.flatMap((problem) => {
		const { message, remediation } = wordedProblem(problem);
		return [message, ...(remediation ? [`-> ${remediation}`] : [])];
	});
	return [`## ${code} (${problemCatalogue[code].severity})`, ...lines].join("\n");
}
