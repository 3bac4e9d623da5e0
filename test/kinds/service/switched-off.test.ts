/**
 * Members of a deployment configuration that a manifest sets, changes, switches off and leaves out: each is one call, and quiet
 * afterwards. ECS keeps the members that UpdateService leaves out, so removing one has to be said.
 * Sources: aws-cdk#25840, terraform-provider-aws#47096, containers-roadmap#2664.
 */
import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import serviceSchema from "../../../schemas/service.schema.json" with { type: "json" };
import { createVirtualWorld } from "../../support/virtual-world.ts";
import { manifestOf } from "../generated/generated-kind.ts";
import { serviceNeeds } from "../generated/service-needs.ts";

type Configuration = Readonly<Record<string, unknown>>;

interface Row {
	readonly set: Configuration;
	readonly changed: Configuration;
	/** Ways to switch it off, beside leaving it out. */
	readonly off: readonly Configuration[];
	/** Whether an absent member is what AWS shows afterwards. */
	readonly isGone: (shown: Configuration) => boolean;
}

const hook = (stage: string) => ({
	hookTargetArn: "arn:aws:lambda:us-east-1:111122223333:function:check",
	roleArn: "arn:aws:iam::111122223333:role/hooks",
	lifecycleStages: [stage],
});
const cleanup = { sourceServiceRevisionCleanup: "DEFERRED" };
const blueGreen = { strategy: "BLUE_GREEN", bakeTimeInMinutes: 1 };

const rows: Readonly<Record<string, Row | string>> = {
	maximumPercent: "a number, which `test/kinds/every-field.test.ts` changes and removes",
	minimumHealthyPercent: "a number, which `test/kinds/every-field.test.ts` changes and removes",
	strategy: "one of four texts, which is always sent",
	bakeTimeInMinutes: "a number, which is always sent",
	linearConfiguration: "ECS drops it with its strategy, which is always sent",
	canaryConfiguration: "ECS drops it with its strategy, which is always sent",
	alarms: {
		set: { alarms: { enable: true, rollback: true, alarmNames: ["errors"] } },
		changed: { alarms: { enable: true, rollback: false, alarmNames: ["errors", "latency"] } },
		off: [{ alarms: { enable: false, rollback: false, alarmNames: [] } }],
		isGone: ({ alarms }) => !(alarms as { enable?: boolean } | undefined)?.enable,
	},
	lifecycleHooks: {
		set: { ...blueGreen, lifecycleHooks: [hook("PRE_SCALE_UP")] },
		changed: { ...blueGreen, lifecycleHooks: [hook("POST_SCALE_UP")] },
		off: [{ ...blueGreen, lifecycleHooks: [] }],
		isGone: ({ lifecycleHooks }) => !(lifecycleHooks as unknown[] | undefined)?.length,
	},
	earlySuccessCriteria: {
		set: { minimumHealthyPercent: 50, earlySuccessCriteria: { enable: true, healthyPercent: 80, ...cleanup } },
		changed: { minimumHealthyPercent: 50, earlySuccessCriteria: { enable: true, healthyPercent: 60, ...cleanup } },
		off: [{ earlySuccessCriteria: { enable: false } }],
		isGone: ({ earlySuccessCriteria }) => !(earlySuccessCriteria as { enable?: boolean } | undefined)?.enable,
	},
	deploymentCircuitBreaker: {
		set: {
			deploymentCircuitBreaker: {
				enable: true,
				rollback: true,
				resetOnHealthyTask: false,
				thresholdConfiguration: { type: "COUNT", value: 5 },
			},
		},
		changed: {
			deploymentCircuitBreaker: {
				enable: true,
				rollback: false,
				resetOnHealthyTask: false,
				thresholdConfiguration: { type: "COUNT", value: 7 },
			},
		},
		off: [
			{ deploymentCircuitBreaker: { enable: true, rollback: false } },
			{ deploymentCircuitBreaker: { enable: false, rollback: false } },
		],
		isGone: ({ deploymentCircuitBreaker }) =>
			["{}", JSON.stringify({ type: "BOUNDED_PERCENT", value: 50 })].includes(
				JSON.stringify(
					(deploymentCircuitBreaker as { enable?: boolean; thresholdConfiguration?: object }).enable
						? ((deploymentCircuitBreaker as { thresholdConfiguration?: object }).thresholdConfiguration ?? {})
						: {},
				),
			),
	},
};

const base = {
	cluster: "shop",
	taskDefinition: "awsvpc",
	launchType: "FARGATE",
	networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1"] } },
};

it("there is a row for each member of the schema", () => {
	const { properties } = serviceSchema.$defs.DeploymentConfiguration;
	expect(Object.keys(rows).sort()).toEqual(Object.keys(properties).sort());
});

const cases = Object.entries(rows).flatMap(
	([member, row]): readonly (readonly [string, string, Row, Configuration])[] => {
		if (typeof row === "string") return [];
		const without = "strategy" in row.set ? blueGreen : {};
		return [...row.off.map((off) => ["said", off] as const), ["left out", without] as const].map(([how, off]) => [
			member,
			how,
			row,
			off,
		]);
	},
);

describe("a deployment configuration", () => {
	it.each(cases)("has its %s set, changed and switched off (%s), each by one call", async (_member, _how, row, off) => {
		const observedState = createVirtualWorld();
		const evenkeel = observedState.start();
		const accept = (deploymentConfiguration: Configuration | undefined) => {
			const spec = { ...base, ...(deploymentConfiguration && { deploymentConfiguration }) };
			const documents = [
				manifestOf("Environment", "test", { owner: "test" }),
				...serviceNeeds,
				manifestOf("Namespace", "external", { Type: "HTTP" }),
				manifestOf("Namespace", "shop.example", { Type: "DNS_PUBLIC" }),
				manifestOf("Service", "it", spec),
			];
			const { problems } = evenkeel.accept(
				Object.fromEntries(documents.map((one, index) => [`${index}.json`, JSON.stringify(one)])),
			);
			expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
		};
		const shown = async () => {
			const { services = [] } = await observedState.ecs.send(
				new DescribeServicesCommand({ cluster: "shop", services: ["it"] }),
			);
			return services[0]?.deploymentConfiguration as Configuration;
		};
		accept({});
		await evenkeel.settle();
		for (const [configuration, isOff] of [
			[row.set, false],
			[row.changed, false],
			[off, true],
		] as const) {
			const before = evenkeel.sent.length;
			accept(configuration);
			await evenkeel.settle();
			await observedState.advance(300_000);
			expect(evenkeel.sent.slice(before).map(({ call, failure }) => [call.operation, failure?.detail])).toEqual([
				["ecs:UpdateService", undefined],
			]);
			expect(evenkeel.resource("Service/shop/it")).toMatchObject({ sync: "Synced", drift: [] });
			expect(row.isGone(await shown())).toBe(isOff);
		}
		await evenkeel.stop();
	});
});
