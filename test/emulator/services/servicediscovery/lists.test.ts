/** Tests pagination and filters of Cloud Map's lists. */
import {
	CreateHttpNamespaceCommand,
	ListNamespacesCommand,
	ListOperationsCommand,
	ListServicesCommand,
} from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { createWorld, refusal } from "../../world.ts";

describe("the lists of namespaces, services and operations", () => {
	it("filter after pagination, so that an empty page can be followed by others", async () => {
		const { cloudMap, privateNamespace, httpNamespace } = createWorld();
		await privateNamespace("first");
		await privateNamespace("second");
		const http = await httpNamespace("third");
		const Filters = [{ Name: "TYPE" as const, Values: ["HTTP"] }];
		const pages: (readonly (string | undefined)[])[] = [];
		let NextToken: string | undefined;
		do {
			const page = await cloudMap.send(new ListNamespacesCommand({ MaxResults: 1, Filters, NextToken }));
			pages.push((page.Namespaces ?? []).map(({ Id }) => Id));
			NextToken = page.NextToken;
		} while (NextToken);
		expect(pages).toEqual([[], [], [http]]);
	});

	it.each([
		[{ Name: "NAME" as const, Values: ["b-two"] }, ["b-two"]],
		[{ Name: "NAME" as const, Values: ["b"], Condition: "BEGINS_WITH" as const }, ["b-one", "b-two"]],
		[{ Name: "HTTP_NAME" as const, Values: ["a"], Condition: "EQ" as const }, ["a"]],
		[{ Name: "RESOURCE_OWNER" as const, Values: ["SELF"] }, ["a", "b-one", "b-two"]],
		[{ Name: "RESOURCE_OWNER" as const, Values: ["OTHER_ACCOUNTS"] }, []],
	])("of namespaces by %j", async (filter, names) => {
		const { cloudMap, httpNamespace } = createWorld();
		for (const name of ["a", "b-one", "b-two"]) await httpNamespace(name);
		const { Namespaces } = await cloudMap.send(new ListNamespacesCommand({ Filters: [filter] }));
		expect(Namespaces?.map(({ Name }) => Name)).toEqual(names);
	});

	it.each([
		["ListNamespaces", { Name: "RESOURCE_OWNER", Values: ["ME"] }],
		["ListNamespaces", { Name: "RESOURCE_OWNER", Values: ["SELF"], Condition: "BEGINS_WITH" }],
		["ListNamespaces", { Name: "TYPE", Values: ["DNS"] }],
		["ListNamespaces", { Name: "NAME", Values: ["a", "b"] }],
		["ListNamespaces", { Name: "NAME", Values: [] }],
		["ListNamespaces", { Name: "NAME", Values: ["a"], Condition: "IN" }],
		["ListServices", { Name: "NAMESPACE_ID", Values: ["a"], Condition: "BEGINS_WITH" }],
		["ListServices", { Name: "NAMESPACE_ID", Values: ["a", "b"] }],
		["ListServices", { Name: "RESOURCE_OWNER", Values: ["ME"] }],
		["ListOperations", { Name: "STATUS", Values: [] }],
		["ListOperations", { Name: "STATUS", Values: ["DONE"] }],
		["ListOperations", { Name: "TYPE", Values: ["CREATE_SERVICE"], Condition: "IN" }],
		["ListOperations", { Name: "SERVICE_ID", Values: ["a", "b"], Condition: "IN" }],
		["ListOperations", { Name: "NAMESPACE_ID", Values: ["a"], Condition: "IN" }],
		["ListOperations", { Name: "UPDATE_DATE", Values: ["1", "2"] }],
		["ListOperations", { Name: "UPDATE_DATE", Values: ["2", "1"], Condition: "BETWEEN" }],
		["ListOperations", { Name: "UPDATE_DATE", Values: ["then", "now"], Condition: "BETWEEN" }],
	] as const)("%s rejects the filter %j", async (operation, filter) => {
		const { cloudMap } = createWorld();
		const input = { Filters: [filter] } as never;
		const lists = {
			ListNamespaces: () => cloudMap.send(new ListNamespacesCommand(input)),
			ListServices: () => cloudMap.send(new ListServicesCommand(input)),
			ListOperations: () => cloudMap.send(new ListOperationsCommand(input)),
		};
		await expect(lists[operation]()).rejects.toMatchObject({
			name: "InvalidInput",
			message: expect.stringMatching(/^The filter \w+ does not take these values with the condition \w+\.$/),
		});
	});

	it("of operations filter by namespace, status, type and date", async () => {
		const { cloudMap, clock, privateNamespace } = createWorld();
		const startMs = clock.now();
		const Id = await privateNamespace("internal");
		const { OperationId } = await cloudMap.send(new CreateHttpNamespaceCommand({ Name: "later" }));
		const list = async (...Filters: { Name: string; Values: string[]; Condition?: string }[]) => {
			const page = await cloudMap.send(new ListOperationsCommand({ Filters } as never));
			return (page.Operations ?? []).map((found) => (found.Id === OperationId ? "later" : "first"));
		};
		expect(await list()).toEqual(["first", "later"]);
		expect(await list({ Name: "NAMESPACE_ID", Values: [Id] })).toEqual(["first"]);
		expect(await list({ Name: "STATUS", Values: ["SUBMITTED", "PENDING"], Condition: "IN" })).toEqual(["later"]);
		expect(await list({ Name: "STATUS", Values: ["SUCCESS"] }, { Name: "TYPE", Values: ["CREATE_NAMESPACE"] })).toEqual(
			["first"],
		);
		const seconds = (ms: number) => String(ms / 1000);
		const between = [seconds(startMs), seconds(clock.now() - 1)];
		expect(await list({ Name: "UPDATE_DATE", Values: between, Condition: "BETWEEN" })).toEqual([]);
	});

	it.each([0, 101, 1.5])("reject a page of %s", async (MaxResults) => {
		const { cloudMap } = createWorld();
		const command = new ListNamespacesCommand({ MaxResults });
		await expect(cloudMap.send(command)).rejects.toMatchObject(refusal("InvalidInput"));
	});

	it("reject an unknown token", async () => {
		const { cloudMap } = createWorld();
		const command = new ListNamespacesCommand({ NextToken: "nonsense" });
		await expect(cloudMap.send(command)).rejects.toMatchObject(refusal("InvalidInput"));
	});
});
