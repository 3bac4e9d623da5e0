/** Tests the unmodified aws CLI against the embedded AWS: sequences, waiters, pagination, exit codes. */
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type LocalAws, startLocal } from "../support/command-line.ts";
import { type AwsCli, awsCli } from "./support/aws-cli.ts";
import { suiteSpeed } from "./support/process.ts";

let local: LocalAws;
let aws: AwsCli;

beforeAll(async () => {
	local = await startLocal(suiteSpeed);
	aws = awsCli(local.url);
});
afterAll(() => local.stop());

const container = '[{"name":"web","image":"nginx:1","memory":128,"portMappings":[{"containerPort":80}]}]';
const network = "awsvpcConfiguration={subnets=[subnet-0a],securityGroups=[sg-0a]}";
const fargate = "--network-mode awsvpc --requires-compatibilities FARGATE --cpu 256 --memory 512";

describe.skipIf(!inject("tools")["aws CLI"])("the aws CLI", () => {
	it("runs the lifecycle of a service, and waiters end at the right state", async () => {
		const { cluster } = await aws.run("ecs create-cluster --cluster-name cli --tags key=team,value=shop");
		expect(cluster).toMatchObject({ clusterName: "cli", status: "ACTIVE", tags: [{ key: "team", value: "shop" }] });
		const register = `ecs register-task-definition --family web ${fargate} --container-definitions ${container}`;
		expect((await aws.run(register)).taskDefinition).toMatchObject({ family: "web", revision: 1, cpu: "256" });
		await aws.run(register);

		const created = await aws.run(
			`ecs create-service --cluster cli --service-name web --task-definition web:1 --desired-count 2 --launch-type FARGATE --network-configuration ${network}`,
		);
		expect(created.service).toMatchObject({
			serviceName: "web",
			desiredCount: 2,
			deployments: [{ status: "PRIMARY" }],
		});
		await aws.run("ecs wait services-stable --cluster cli --services web");
		const { taskArns } = await aws.run("ecs list-tasks --cluster cli --service-name web");
		expect(taskArns).toHaveLength(2);
		await aws.run(`ecs wait tasks-running --cluster cli --tasks ${taskArns.join(" ")}`);

		await aws.run("ecs update-service --cluster cli --service web --task-definition web:2 --desired-count 3");
		await aws.run("ecs wait services-stable --cluster cli --services web");
		const { services } = await aws.run("ecs describe-services --cluster cli --services web --include TAGS");
		expect(services[0]).toMatchObject({ runningCount: 3, deployments: [{ rolloutState: "COMPLETED" }] });
		expect(services[0].taskDefinition).toMatch(/web:2$/);

		await aws.run("ecs update-service --cluster cli --service web --desired-count 0");
		await aws.run("ecs wait services-stable --cluster cli --services web");
		expect((await aws.run("ecs delete-service --cluster cli --service web")).service.status).toBe("DRAINING");
		await aws.run("ecs wait services-inactive --cluster cli --services web");
		await aws.run("ecs deregister-task-definition --task-definition web:1");
		const { taskDefinitions } = await aws.run("ecs delete-task-definitions --task-definitions web:1");
		expect(taskDefinitions).toMatchObject([{ status: "DELETE_IN_PROGRESS" }]);
		expect((await aws.run("ecs delete-cluster --cluster cli")).cluster.status).toBe("INACTIVE");
	});

	it("runs and stops standalone tasks, and waits for both", async () => {
		await aws.run("ecs create-cluster --cluster-name jobs");
		await aws.run(`ecs register-task-definition --family job ${fargate} --container-definitions ${container}`);
		const { tasks, failures } = await aws.run(
			`ecs run-task --cluster jobs --task-definition job --launch-type FARGATE --count 2 --network-configuration ${network}`,
		);
		expect(failures).toEqual([]);
		const arns: string[] = tasks.map(({ taskArn }: { taskArn: string }) => taskArn);
		await aws.run(`ecs wait tasks-running --cluster jobs --tasks ${arns.join(" ")}`);
		await aws.run(`ecs stop-task --cluster jobs --task ${arns[0]} --reason done`);
		await aws.run(`ecs wait tasks-stopped --cluster jobs --tasks ${arns[0]}`);
		const described = await aws.run(`ecs describe-tasks --cluster jobs --tasks ${arns.join(" ")}`);
		expect(described.tasks).toMatchObject([
			{ lastStatus: "STOPPED", stoppedReason: "done" },
			{ lastStatus: "RUNNING" },
		]);
	});

	it("returns the caller identity from STS", async () => {
		const { Account, Arn } = await aws.run("sts get-caller-identity");
		expect({ Account, Arn }).toEqual({ Account: "123456789012", Arn: "arn:aws:iam::123456789012:root" });
	});

	it("adds, lists and removes tags", async () => {
		const { cluster } = await aws.run("ecs create-cluster --cluster-name tagged");
		const resource = `--resource-arn ${cluster.clusterArn}`;
		await aws.run(`ecs tag-resource ${resource} --tags key=a,value=1 key=b,value=2`);
		await aws.run(`ecs untag-resource ${resource} --tag-keys a`);
		expect(await aws.run(`ecs list-tags-for-resource ${resource}`)).toEqual({ tags: [{ key: "b", value: "2" }] });
	});

	it("paginates by size, stops after a number of items and continues from a token", async () => {
		for (const name of ["p1", "p2", "p3"]) await aws.run(`ecs create-cluster --cluster-name ${name}`);
		const all: string[] = (await aws.run("ecs list-clusters")).clusterArns;
		expect((await aws.run("ecs list-clusters --page-size 1")).clusterArns).toEqual(all);
		const first = await aws.run("ecs list-clusters --page-size 1 --max-items 2");
		expect(first.clusterArns).toEqual(all.slice(0, 2));
		const rest = await aws.run(`ecs list-clusters --page-size 1 --starting-token ${first.NextToken}`);
		expect(rest.clusterArns).toEqual(all.slice(2));
	});

	it("runs the lifecycle of Cloud Map: namespace, registry, instances, DNS names and deletions", async () => {
		const { OperationId } = await aws.run(
			"servicediscovery create-private-dns-namespace --name cli.internal --vpc vpc-0a --tags Key=team,Value=shop",
		);
		const namespaceId = (await settled(OperationId)).Targets.NAMESPACE;
		const { Service: registry } = await aws.run(
			`servicediscovery create-service --name web --namespace-id ${namespaceId} --dns-config DnsRecords=[{Type=A,TTL=10}]`,
		);
		const id = `--service-id ${registry.Id}`;
		for (const n of [1, 2]) {
			const attributes = `--attributes AWS_INSTANCE_IPV4=10.0.0.${n}`;
			const registered = await aws.run(`servicediscovery register-instance ${id} --instance-id i-${n} ${attributes}`);
			expect(await settled(registered.OperationId)).toMatchObject({ Type: "REGISTER_INSTANCE", Status: "SUCCESS" });
		}
		const { Instances } = await aws.run(`servicediscovery list-instances ${id} --page-size 1`);
		expect(Instances).toMatchObject([{ Id: "i-1" }, { Id: "i-2" }]);
		const zone = await aws.run("route53 list-hosted-zones-by-name --dns-name cli.internal");
		const recordSets = await aws.run(
			`route53 list-resource-record-sets --hosted-zone-id ${zone.HostedZones[0].Id} --query ResourceRecordSets[?Type=='A']`,
		);
		expect(recordSets).toMatchObject([
			{ Name: "web.cli.internal.", SetIdentifier: "i-1", TTL: 10, MultiValueAnswer: true },
			{ Name: "web.cli.internal.", SetIdentifier: "i-2" },
		]);
		for (const n of [1, 2]) {
			await settled((await aws.run(`servicediscovery deregister-instance ${id} --instance-id i-${n}`)).OperationId);
		}
		await aws.run(`servicediscovery delete-service --id ${registry.Id}`);
		await settled((await aws.run(`servicediscovery delete-namespace --id ${namespaceId}`)).OperationId);
		expect(await aws.run("servicediscovery list-namespaces")).toEqual({ Namespaces: [] });
	});

	it("discovers instances without host prefix injection", async () => {
		const { OperationId } = await aws.run("servicediscovery create-http-namespace --name found");
		const namespaceId = (await settled(OperationId)).Targets.NAMESPACE;
		const created = await aws.run(`servicediscovery create-service --name web --namespace-id ${namespaceId}`);
		const registered = await aws.run(
			`servicediscovery register-instance --service-id ${created.Service.Id} --instance-id one --attributes colour=blue`,
		);
		await settled(registered.OperationId);
		const { Instances } = await aws.run(
			"servicediscovery discover-instances --namespace-name found --service-name web --query-parameters colour=blue",
		);
		expect(Instances).toMatchObject([{ InstanceId: "one", Attributes: { colour: "blue" } }]);
	});

	it("creates, changes and empties a hosted zone, and waits for its changes", async () => {
		const { HostedZone } = await aws.run("route53 create-hosted-zone --name example.test --caller-reference 1");
		const zone = `--hosted-zone-id ${HostedZone.Id}`;
		const change = (Action: string, value: string) =>
			`route53 change-resource-record-sets ${zone} --change-batch '${JSON.stringify({
				Changes: [
					{
						Action,
						ResourceRecordSet: {
							Name: "a.example.test",
							Type: "TXT",
							TTL: 60,
							ResourceRecords: [{ Value: `"${value}"` }],
						},
					},
				],
			})}'`;
		const { ChangeInfo } = await aws.run(change("CREATE", "one"));
		await aws.run(`route53 wait resource-record-sets-changed --id ${ChangeInfo.Id}`);
		const again = await aws.attempt(change("CREATE", "two"));
		expect(again.error).toContain("(InvalidChangeBatch) when calling the ChangeResourceRecordSets operation");
		expect(again.error).toContain("but it already exists");
		await aws.run(change("UPSERT", "two"));
		const { ResourceRecordSets } = await aws.run(`route53 list-resource-record-sets ${zone} --page-size 1`);
		expect(ResourceRecordSets.map(({ Type }: { Type: string }) => Type)).toEqual(["NS", "SOA", "TXT"]);
		expect((await aws.attempt(`route53 delete-hosted-zone --id ${HostedZone.Id}`)).error).toContain(
			"(HostedZoneNotEmpty)",
		);
		await aws.run(change("DELETE", "two"));
		await aws.run(`route53 delete-hosted-zone --id ${HostedZone.Id}`);
		expect((await aws.attempt(`route53 get-hosted-zone --id ${HostedZone.Id}`)).error).toContain("(NoSuchHostedZone)");
	});

	it.each([
		["ecs list-services --cluster none", "ClusterNotFoundException", "ListServices", "Cluster not found."],
		[
			"ecs describe-task-definition --task-definition none",
			"ClientException",
			"DescribeTaskDefinition",
			"Unable to describe task definition.",
		],
		["ecs create-cluster --cluster-name a.b", "InvalidParameterException", "CreateCluster", ""],
		["servicediscovery get-namespace --id ns-none", "NamespaceNotFound", "GetNamespace", ""],
		["servicediscovery delete-service --id srv-none", "ServiceNotFound", "DeleteService", ""],
		["route53 get-hosted-zone --id ZNONE", "NoSuchHostedZone", "GetHostedZone", "No hosted zone found with ID: ZNONE"],
	])("fails `%s` with AWS's error %s", async (commandLine, code, operation, text) => {
		const { code: exitCode, error } = await aws.attempt(commandLine);
		expect(exitCode).not.toBe(0);
		expect(error).toContain(`An error occurred (${code}) when calling the ${operation} operation: ${text}`);
	});
});

/** A Cloud Map operation at its end, polled as a script does. */
async function settled(id: string) {
	for (;;) {
		const { Operation } = await aws.run(`servicediscovery get-operation --operation-id ${id}`);
		if (Operation.Status === "FAIL") throw new Error(Operation.ErrorMessage);
		if (Operation.Status === "SUCCESS") return Operation;
	}
}
