import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { Call } from "../../src/aws/calls.ts";
import type { Plan } from "../../src/model/plan.ts";
import { because } from "../../src/model/reason.ts";
import { worded } from "../../src/report/catalogue/index.ts";
import { planJson } from "../../src/report/plan-json.ts";
import { planMarkdown } from "../../src/report/plan-markdown.ts";
import { cliCommand, driftText, planText } from "../../src/report/plan-text.ts";
import { item, plan, problem } from "./examples.ts";

/** A reason that repeats a text of others. */
const refusedFor = (text: string) => because("SuspendedByTag", { tag: "t", until: "2026", note: text });

/** A resource whose every text tries something. */
const hostile: Plan = {
	items: [
		item({
			identity: "Service/shop/\u001b[2J|`<img src=x>`\u202e",
			verdict: {
				outcome: "blocked",
				reason: refusedFor("a\nb | <script>alert(1)</script> @team `x` [l](http://x) *b*"),
			},
			drift: [{ path: "tags.\u001b]0;x\u0007", desired: "\u009b31m\n", observed: "```\n</details>" }],
			unmanaged: ["``a``|"],
		}),
	],
};

describe("a plan as text", () => {
	it("has one sign and line a resource, then why and what differs, and ends with the counts", () => {
		expect(planText(plan, [])).toBe(
			[
				"= Cluster/shop",
				"    unmanaged: settings",
				"! Namespace/old  blocked  (orphan)",
				'    No manifest declares it any more, and the Environment document does not list it for deletion. To delete it, list "Namespace/old" under `deletions` in the Environment document.',
				". Registry/internal/api  waiting",
				"    Waiting for Namespace/internal, which does not exist yet.",
				"~ Service/shop/api  update  ecs:UpdateService",
				"    Differs in desiredCount.",
				"    desiredCount: 4 → 1",
				"    degraded: 0 of 1 tasks are running. ECS says: it's the image. Fix the problem that ECS reports, such as missing capacity, placement constraints or permissions.",
				"~ TaskDefinition/api  update  ecs:RegisterTaskDefinition",
				"    No active revision has this content.",
				'    containerDefinitions.api.image: "api:1" → "api:2"',
				'    containerDefinitions.api.environment.TOKEN.value: "***" (differs, not shown)',
				'    cpu: "256" → (none)',
				"",
				"2 to update; 1 waiting, 1 blocked, 1 in sync, 1 orphan.",
				"",
			].join("\n"),
		);
	});

	it("begins with problems, and says that nothing is deleted while there are errors", () => {
		const text = planText(plan, [problem]);
		expect(text.split("\n")[0]).toBe(
			'envs/prod/api.yaml:7:3 unknown-field There is no field "desiredCont" here. Did you mean desiredCount?',
		);
		expect(text).toContain("1 error in the manifests; nothing is deleted until they are fixed.");
		expect(planText(plan, [{ ...problem, severity: "warning" }])).not.toContain("in the manifests");
	});

	it("says so when there is nothing to do", () => {
		const quiet = { items: [item({ identity: "Cluster/shop" })] };
		expect(planText(quiet, [])).toMatch(/\nNothing to do: 1 in sync\.\n$/);
		expect(planText(quiet, [problem])).not.toContain("Nothing to do");
	});

	it.each([
		["create", "+"],
		["update", "~"],
		["deploy", "~"],
		["replace", "-/+"],
		["delete", "-"],
		["adopt", "~"],
		["tag", "~"],
	] as const)("signs the action %s with %s", (action, sign) => {
		const call = { operation: "ecs:UpdateService", input: {} } as Call;
		const verdict = { outcome: "action", action, reason: because("NotFound"), call } as const;
		const text = planText({ items: [item({ identity: "Service/a/b", verdict })] }, []);
		expect(text.split(" ")[0]).toBe(sign);
	});

	it("prints whole calls when asked to: ready to paste, or marked where secrets were taken out", () => {
		const text = planText(plan, [], { verbose: true, endpoint: "http://127.0.0.1:4566" });
		expect(text).toContain(
			`    aws ecs update-service --endpoint-url 'http://127.0.0.1:4566' --cli-input-json '{"cluster":"shop","service":"api","desiredCount":1}'`,
		);
		expect(text).toContain("    Do not paste this: secret values are replaced by ***.");
		expect(text).not.toContain("aws ecs register-task-definition");
	});

	it("has no control character but line breaks", () => {
		const text = planText(hostile, [], { verbose: true });
		expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
		expect(text.split("\n")).toHaveLength(7);
	});

	it.each([
		[{ path: "a", desired: 1, observed: 4 }, "a: 4 → 1"],
		[{ path: "a", desired: undefined, observed: "x" }, 'a: "x" → (none)'],
		[{ path: "a", desired: [], observed: undefined }, "a: (none) → []"],
		[{ path: "a", desired: "***", observed: "***" }, 'a: "***" (differs, not shown)'],
		[{ path: "a", desired: "y".repeat(500), observed: null }, `a: null → "${"y".repeat(158)}…`],
	])("shows a drift in one line (%#)", (drift, expected) => {
		expect(driftText(drift)).toBe(expected);
	});
});

describe("a call as a command", () => {
	it.each([
		["ecs:UpdateService", "aws ecs update-service"],
		["ecs:PutClusterCapacityProviders", "aws ecs put-cluster-capacity-providers"],
		["servicediscovery:CreatePrivateDnsNamespace", "aws servicediscovery create-private-dns-namespace"],
		["servicediscovery:UntagResource", "aws servicediscovery untag-resource"],
	])("names %s as the CLI does", (operation, expected) => {
		expect(cliCommand({ operation, input: {}, redacted: false })).toBe(`${expected} --cli-input-json '{}'`);
	});

	it("gives the CLI exactly the input, whatever is in it, when a shell reads it", () => {
		const input = { name: `it's "$HOME" \`id\` \\ \n \u001b ü \u{1f600}`, list: ["!x", "'"] };
		const command = cliCommand({ operation: "ecs:TagResource", input, redacted: false });
		expect(command).toMatch(/^[ -~]+$/);
		const words = execFileSync("sh", [
			"-c",
			`show() { for word; do printf '%s\\n' "$word"; done; }; ${command.replace("aws", "show")}`,
		]);
		const [service, name, flag, json = ""] = words.toString().split("\n");
		expect([service, name, flag]).toEqual(["ecs", "tag-resource", "--cli-input-json"]);
		expect(JSON.parse(json)).toEqual(input);
	});
});

describe("a plan as JSON", () => {
	it("has exactly the members that are promised", () => {
		const report = planJson(plan);
		expect(report.summary).toMatchObject({ inSync: 1, update: 2, deploy: 0, waiting: 1, blocked: 1, orphans: 1 });
		expect(Object.keys(report)).toEqual(["summary", "resources"]);
		expect(report.resources.slice(0, 4)).toEqual([
			{ id: "Cluster/shop", outcome: "in sync", drift: [], unmanaged: ["settings"] },
			{
				id: "Namespace/old",
				outcome: "blocked",
				reason: {
					code: "NotListedForDeletion",
					params: { identity: "Namespace/old" },
					message: "No manifest declares it any more, and the Environment document does not list it for deletion.",
					remediation: 'To delete it, list "Namespace/old" under `deletions` in the Environment document.',
				},
				drift: [],
				unmanaged: [],
			},
			{
				id: "Registry/internal/api",
				outcome: "waiting",
				reason: worded(because("DependencyNotFound", { target: "Namespace/internal" })),
				drift: [],
				unmanaged: [],
			},
			{
				id: "Service/shop/api",
				outcome: "action",
				action: "update",
				reason: worded(because("FieldsDiffer", { fields: ["desiredCount"] })),
				operation: "ecs:UpdateService",
				input: { cluster: "shop", service: "api", desiredCount: 1 },
				drift: [{ path: "desiredCount", desired: 1, observed: 4 }],
				unmanaged: [],
			},
		]);
		expect(report.resources[4]?.drift.at(-1)).toEqual({ path: "cpu", desired: null, observed: "256" });
		expect(report.resources.map(({ redacted }) => redacted)).toEqual([
			undefined,
			undefined,
			undefined,
			undefined,
			true,
		]);
	});
});

describe("a plan as Markdown", () => {
	it("has a table of what moves, and folded details", () => {
		const text = planMarkdown(plan, [problem], { title: "evenkeel plan: prod" });
		expect(text.split("\n").slice(0, 14)).toEqual([
			"### evenkeel plan: prod",
			"",
			"**2 to update; 1 waiting, 1 blocked, 1 in sync, 1 orphan**",
			"",
			"**1 error and no warnings in the manifests**",
			"",
			'- `envs/prod/api.yaml:7:3 unknown-field There is no field "desiredCont" here. Did you mean desiredCount?`',
			"",
			"| | resource | what | why |",
			"|---|---|---|---|",
			'| ⛔ | `Namespace/old` (orphan) | blocked | No manifest declares it any more, and the Environment document does not list it for deletion. To delete it, list "Namespace/old" under \\`deletions\\` in the Environment document. |',
			"| ⏳ | `Registry/internal/api` | waiting | Waiting for Namespace/internal, which does not exist yet. |",
			"| ✏️ | `Service/shop/api` | update `ecs:UpdateService` | Differs in desiredCount. |",
			"| ✏️ | `TaskDefinition/api` | update `ecs:RegisterTaskDefinition` | No active revision has this content. |",
		]);
		expect(text.match(/<details>/g)).toHaveLength(3);
		expect(text).toContain("desiredCount: 4 → 1");
		expect(text).toContain("Do not paste this input");
	});

	it("lets no text become markup, a mention or another row", () => {
		const text = planMarkdown(hostile, []);
		const row = text.split("\n").find((line) => line.startsWith("| ⛔"));
		expect(row?.replaceAll("\\|", "").split("|")).toHaveLength(6);
		expect(row).toContain("&lt;script&gt;alert(1)&lt;/script&gt; @&#8203;team \\`x\\` \\[l\\](http\\://x) \\*b\\*");
		expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
		expect(text.match(/^<\/details>$/gm)).toHaveLength(1);
		expect(text.match(/^````text$/gm)).toHaveLength(1);
	});

	it.each([
		["see www.example.com", "see www\\.example.com"],
		["#12 and $x$", "#&#8203;12 and \\$x\\$"],
		["<!-- @a -->", "&lt;\\!-- @&#8203;a --&gt;"],
	])("makes no link, mention or formula of %j", (reason, expected) => {
		const verdict = { outcome: "blocked", reason: refusedFor(reason) } as const;
		expect(planMarkdown({ items: [item({ identity: "Service/a/b", verdict })] }, [])).toContain(`(${expected}). `);
	});

	it("shows a name as it is where no Markdown is read", () => {
		const items = [item({ identity: "Service/shop/order_api", drift: [{ path: "a", desired: 1, observed: 2 }] })];
		expect(planMarkdown({ items }, [])).toContain("<summary>Service/shop/order_api</summary>");
	});

	it("fits into a comment, cut between two blocks, and says so", () => {
		const long: Plan = {
			items: Array.from({ length: 300 }, (_, index) => ({
				...plan.items[3],
				identity: `Service/shop/${index}`,
			})) as Plan["items"],
		};
		const text = planMarkdown(long, [], { longest: 40_000 });
		expect(text.length).toBeLessThan(40_100);
		expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
		expect(text).toMatch(/run `evenkeel plan` to see it\.\n$/);
	});
});

describe("secret values", () => {
	it.each([
		["text", planText(plan, [], { verbose: true })],
		["Markdown", planMarkdown(plan, [])],
		["JSON", JSON.stringify(planJson(plan))],
	])("are not in %s, while the names are", (_name, text) => {
		expect(text).not.toContain("canary");
		expect(text).toContain("TOKEN");
		expect(text).toContain("***");
	});
});
