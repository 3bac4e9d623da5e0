import { describe, expect, it } from "vitest";
import { runCommand } from "../support/command-line.ts";

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const zone = ["--zone", "shop.internal"];

describe("evenkeel iam-policy", () => {
	it("prints no policy until a role is named, or all of them are by a wildcard", async () => {
		const { code, out, error } = await runCommand(["iam-policy", "--owner", "shop", ...zone]);
		expect([code, out]).toEqual([1, ""]);
		expect(error).toContain("--role '*'");
	});

	it("needs no role to look", async () => {
		const { code, out, error } = await runCommand(["iam-policy", "--read-only"]);
		expect([code, error]).toEqual([0, ""]);
		expect(out).not.toContain("PassRole");
	});

	it("has nothing to add once roles and zones are named", async () => {
		const roles = [role("a"), "arn:aws-cn:iam::111122223333:role/path/b"];
		const { out, error } = await runCommand(["iam-policy", ...roles.flatMap((name) => ["--role", name]), ...zone]);
		expect(error).toBe("");
		for (const name of roles) expect(out).toContain(`"${name}"`);
		expect(out).toContain('"*.shop.internal"');
	});

	it.each(["*", role("*"), role("evenkee?")])("warns that --role %s may include evenkeel's own", async (wildcard) => {
		const { code, error } = await runCommand(["iam-policy", "--role", wildcard, ...zone]);
		expect(code).toBe(0);
		expect(error).toContain("--own-role");
		const denied = await runCommand(["iam-policy", "--role", wildcard, "--own-role", role("evenkeel"), ...zone]);
		expect(denied.error).toBe("");
		expect(JSON.parse(denied.out).Statement).toContainEqual(
			expect.objectContaining({ Effect: "Deny", Action: ["iam:PassRole"], Resource: role("evenkeel") }),
		);
	});

	it("refuses evenkeel's own role among those to pass", async () => {
		const own = role("evenkeel");
		const { code, out, error } = await runCommand(["iam-policy", "--role", own, "--own-role", own, ...zone]);
		expect([code, out]).toEqual([1, ""]);
		expect(error).toContain(`${own} is given as --role and as --own-role`);
	});

	it("says that no DNS namespaces are allowed where no zone is named", async () => {
		const { code, out, error } = await runCommand(["iam-policy", "--role", role("a")]);
		expect(code).toBe(0);
		expect(error).toContain("--zone");
		expect(out).not.toContain("route53:Change");
	});

	it.each([
		["--role", "order-api", role("order-api")],
		["--role", role(""), role("order-api")],
		["--role", "**", role("order-api")],
		["--own-role", role("even*"), "without wildcards"],
		["--own-role", "*", role("order-api")],
		["--zone", "shop internal", "shop.internal"],
		["--zone", "*.internal", "shop.internal"],
		["--zone", ".", "shop.internal"],
	])("refuses %s %s", async (flag, value, words) => {
		const { code, error } = await runCommand(["iam-policy", "--role", role("a"), flag, value]);
		expect(code).toBe(1);
		expect(error).toContain(words);
	});
});
