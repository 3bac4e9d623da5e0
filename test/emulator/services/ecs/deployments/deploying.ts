/** Common set-up of the deployment tests: a steady service, and reads of a deployment's progress. */
import {
	type CreateServiceCommandInput,
	type DeploymentConfiguration,
	DescribeServiceDeploymentsCommand,
	ListServiceDeploymentsCommand,
	type ServiceDeployment,
} from "@aws-sdk/client-ecs";
import { type Account, createAccount } from "../account.ts";

/** An account whose service `web` runs `web:1` with this deployment configuration, and which has a `web:2` to deploy. */
export async function resting(
	deploymentConfiguration: DeploymentConfiguration = {},
	input: Partial<CreateServiceCommandInput> = {},
): Promise<Account> {
	const account = createAccount();
	await account.cluster({ capacityProviders: ["FARGATE", "FARGATE_SPOT"] });
	await account.taskDefinition();
	await account.create({ desiredCount: 2, deploymentConfiguration, ...input });
	await account.seconds(6000);
	await account.taskDefinition({ cpu: "512", memory: "1024" });
	return account;
}

/** The full view of the newest service deployment. */
export async function newestDeployment({ ecs }: Account): Promise<ServiceDeployment> {
	const { serviceDeployments = [] } = await ecs.send(new ListServiceDeploymentsCommand({ service: "web" }));
	const described = await ecs.send(
		new DescribeServiceDeploymentsCommand({
			serviceDeploymentArns: [serviceDeployments[0]?.serviceDeploymentArn ?? ""],
		}),
	);
	const [newest] = described.serviceDeployments ?? [];
	if (!newest) throw new Error("No service deployment found");
	return newest;
}

/** The statuses of all service deployments, newest first. */
export async function deploymentStatuses({ ecs }: Account): Promise<(string | undefined)[]> {
	const { serviceDeployments = [] } = await ecs.send(new ListServiceDeploymentsCommand({ service: "web" }));
	return serviceDeployments.map(({ status }) => status);
}

/** The values of `read` every other second, without repetitions. */
export async function changes<T>(account: Account, duration: number, read: () => Promise<T>): Promise<T[]> {
	const seen: T[] = [];
	for (let second = 0; second < duration; second += 2) {
		const now = await read();
		if (seen.length === 0 || JSON.stringify(now) !== JSON.stringify(seen.at(-1))) seen.push(now);
		await account.seconds(2);
	}
	return seen;
}

/** The service's events, newest first, with deployment and task IDs replaced. */
export async function eventTexts(account: Account): Promise<string[]> {
	const { events = [] } = await account.service();
	return events.map(({ message = "" }) =>
		message.replaceAll(/ecs-svc\/\d+/g, "ecs-svc/N").replaceAll(/task [0-9a-f]{32}/g, "task T"),
	);
}
