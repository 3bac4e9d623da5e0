import { describe, expect, it } from "vitest";
import { dependentActions, operationNames } from "../../src/aws/operations.ts";
import { iamPolicy, type PolicyOptions, type Statement } from "../../src/report/iam-policy.ts";

const writes = operationNames(({ write }) => write !== undefined);
const reads = operationNames(({ read }) => read !== undefined);
const sent = operationNames();
const actionsFor = (group: Parameters<typeof dependentActions>[0]) => Object.keys(dependentActions(group));
const zoneActions = [...actionsFor("zones"), ...actionsFor("records")];
const dependents = [...zoneActions, ...actionsFor("healthChecks"), ...actionsFor("roles")];
const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const all = { roles: ["*"], zones: ["*"], healthChecks: true };

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
		["with everything", all, [...sent, ...dependents]],
		["with an owner", { ...all, owner: "shop" }, [...sent, ...dependents]],
		["without roles, zones and health checks", {}, [...sent, "iam:CreateServiceLinkedRole"]],
		["to look, though more is named", { ...all, readOnly: true }, reads],
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
		["those that are named", { roles: [role("b"), role("a")] }, [role("a"), role("b")]],
		["all of the account", { account: "111122223333", roles: ["*"] }, [role("*")]],
		["those of a pattern", { account: "111122223333", roles: [role("app/*")] }, [role("app/*")]],
	])("that may be passed to ECS are %s", (_, options, expected) => {
		expect(statement(options, "RolesOfTasks")?.Resource).toEqual(expected);
	});

	it("are none where none is named", () => {
		expect(statement({}, "RolesOfTasks")).toBeUndefined();
		expect(actions({})).not.toContain("iam:PassRole");
	});

	it("never include evenkeel's own: a denial wins over every other statement", () => {
		expect(statement({ roles: ["*"], ownRole: role("evenkeel") }, "NeverItsOwnRole")).toEqual({
			...{ Sid: "NeverItsOwnRole", Effect: "Deny", Action: ["iam:PassRole"], Resource: role("evenkeel") },
		});
	});
});

describe("zones", () => {
	const names = "route53:ChangeResourceRecordSetsNormalizedRecordNames";

	it("are none where none is named, and then nothing in Route 53 can be changed", () => {
		const route53 = actions({ roles: ["*"] }).filter((action) => action.startsWith("route53:"));
		expect(route53).toEqual(["route53:GetHostedZone", "route53:ListResourceRecordSets"]);
	});

	it("restrict records to the names of namespaces and below, as Route 53 normalizes names", () => {
		const options = { zones: ["Shop.Internal.", "a.example.com", "shop.internal"] };
		expect(statement(options, "RecordsOfNamespaces")).toMatchObject({
			Resource: "arn:aws:route53:::hostedzone/*",
			Condition: {
				"ForAllValues:StringLike": {
					[names]: ["a.example.com", "*.a.example.com", "shop.internal", "*.shop.internal"],
				},
				Null: { [names]: "false" },
			},
		});
	});

	it("are all where a wildcard says so", () => {
		expect(statement({ zones: ["shop.internal", "*"] }, "RecordsOfNamespaces")?.Condition).toBeUndefined();
	});

	it("do not come with health checks, which AWS cannot tell apart", () => {
		expect(actions({ zones: ["*"] }).filter((action) => action.includes("HealthCheck"))).toEqual([]);
	});
});

it("speaks of the partition of the named roles", () => {
	const options = { roles: ["arn:aws-cn:iam::111122223333:role/a", "*"], zones: ["shop.internal"] };
	const resources = ["RolesOfTasks", "FirstUseOfEcs", "RecordsOfNamespaces"].flatMap(
		(sid) => statement(options, sid)?.Resource ?? [],
	);
	expect(resources).toHaveLength(4);
	for (const resource of resources) expect(resource).toMatch(/^arn:aws-cn:/);
});
