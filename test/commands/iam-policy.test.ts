import { describe, expect, it } from "vitest";
import { runCommand } from "../support/command-line.ts";

describe("evenkeel iam-policy", () => {
	it("prints a policy, and says how to narrow it", async () => {
		const { code, out, error } = await runCommand(["iam-policy", "--owner", "shop"]);
		expect(code).toBe(0);
		expect(JSON.parse(out)).toMatchObject({ Version: "2012-10-17" });
		expect(error).toContain("--role");
	});

	it("has nothing to say once the roles are named", async () => {
		const roles = ["arn:aws:iam::111122223333:role/a", "arn:aws-cn:iam::111122223333:role/path/b"];
		const { out, error } = await runCommand(["iam-policy", ...roles.flatMap((role) => ["--role", role])]);
		expect(error).toBe("");
		for (const role of roles) expect(out).toContain(`"${role}"`);
	});

	it("refuses what is no role", async () => {
		const { code, error } = await runCommand(["iam-policy", "--role", "order-api"]);
		expect(code).toBe(1);
		expect(error).toContain("arn:aws:iam::111122223333:role/order-api");
	});
});
