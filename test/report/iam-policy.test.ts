import { describe, expect, it } from "vitest";
import { operations } from "../../src/aws/client.ts";
import { ecrOperations } from "../../src/aws/ecr.ts";
import {
	cloudMapDependents,
	imagePermissions,
	preflightPermissions,
	readReasons,
	roleDependents,
	writePermissions,
} from "../../src/aws/permissions.ts";
import { iamPolicy, type PolicyOptions, type Statement } from "../../src/report/iam-policy.ts";

const writes = Object.keys(writePermissions);
const reads = Object.keys({ ...readReasons, ...imagePermissions, ...preflightPermissions });
const sent = [...operations, ...ecrOperations];
const dependents = [...Object.keys(cloudMapDependents), ...Object.keys(roleDependents)];

function actions(options: PolicyOptions): readonly string[] {
	return [...new Set(iamPolicy(options).Statement.flatMap(({ Action }) => Action))].sort();
}

function statement(options: PolicyOptions, sid: string): Statement | undefined {
	return iamPolicy(options).Statement.find(({ Sid }) => Sid === sid);
}

describe("the actions", () => {
	it("that are explained are those that can be sent", () => {
		expect([...reads, ...writes].sort()).toEqual([...sent].sort());
	});

	it.each([
		["with everything", {}, [...sent, ...dependents]],
		["with an owner", { owner: "shop" }, [...sent, ...dependents]],
		["to look", { readOnly: true }, reads],
		["to look, whoever the owner", { readOnly: true, owner: "shop" }, reads],
	])("%s are all that is needed, and no other", (_, options, expected) => {
		expect(actions(options)).toEqual([...expected].sort());
	});

	it("to look change nothing", () => {
		for (const action of actions({ readOnly: true })) expect(action).toMatch(/:(Describe|Get|List|BatchGet)/);
	});
});

describe("with an owner", () => {
	const options = { owner: "shop" };

	it("every change but those that AWS cannot judge is kept to its tag", () => {
		const free = iamPolicy(options)
			.Statement.filter(({ Condition }) => !JSON.stringify(Condition ?? "").includes('evenkeel:owner":"shop"'))
			.flatMap(({ Action }) => Action)
			.filter((action) => writes.includes(action));
		expect(free).toEqual([
			"ecs:DeregisterTaskDefinition",
			"servicediscovery:TagResource",
			"servicediscovery:UntagResource",
			"servicediscovery:DeleteService",
		]);
	});

	it("what has no owner may be tagged, for adopting, and what has another may not", () => {
		expect(statement(options, "TagOursAndUnowned")?.Condition).toEqual({
			StringEqualsIfExists: { "aws:RequestTag/evenkeel:owner": "shop", "aws:ResourceTag/evenkeel:owner": "shop" },
		});
	});

	it("of the registries of others, only ECS's own may be deleted", () => {
		expect(statement(options, "RegistriesThatEcsMade")?.Condition).toEqual({
			StringEquals: { "aws:ResourceTag/AmazonECSManaged": "true" },
		});
	});
});

describe("roles", () => {
	it.each([
		["those that are named", { roles: ["arn:aws:iam::1:role/b", "arn:aws:iam::1:role/a"] }, ["a", "b"]],
		["all of the account", { account: "111122223333" }, "*"],
	])("that may be handed to ECS are %s", (_, options, expected) => {
		const { Resource } = statement(options, "RolesOfTasks") ?? {};
		const names = [Resource].flat().map((arn) => arn?.replace(/^.*\//, ""));
		expect(names).toEqual([expected].flat());
	});
});
