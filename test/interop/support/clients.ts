/** The SDK's clients of the three services for one endpoint: the embedded AWS's, or another emulator's. */
import { ECSClient } from "@aws-sdk/client-ecs";
import { Route53Client } from "@aws-sdk/client-route-53";
import { ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { region } from "./process.ts";

export interface Clients {
	readonly ecs: ECSClient;
	readonly cloudMap: ServiceDiscoveryClient;
	readonly route53: Route53Client;
	readonly destroy: () => void;
}

export function clientsOf(endpoint: string): Clients {
	const config = { endpoint, region, credentials: { accessKeyId: "any", secretAccessKey: "any" }, maxAttempts: 1 };
	const ecs = new ECSClient(config);
	const cloudMap = new ServiceDiscoveryClient({ ...config, disableHostPrefix: true });
	const route53 = new Route53Client(config);
	const destroy = () => {
		for (const client of [ecs, cloudMap, route53]) client.destroy();
	};
	return { ecs, cloudMap, route53, destroy };
}
