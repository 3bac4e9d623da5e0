import { expect, it } from "vitest";
import { createAccount, refusalOf } from "../account.ts";

it("an empty circuit breaker turns the circuit breaker off, as the Terraform provider does", async () => {
	const { cluster, taskDefinition, create, update } = createAccount();
	await cluster();
	await taskDefinition();
	await create({ deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } } });
	const nothing = {} as { enable: boolean; rollback: boolean };
	const updated = await update({ deploymentConfiguration: { deploymentCircuitBreaker: nothing } });
	expect(updated.deploymentConfiguration?.deploymentCircuitBreaker).toEqual({ enable: false, rollback: false });
	const withoutAlarms = { alarms: {} as { alarmNames: string[]; enable: boolean; rollback: boolean } };
	expect(await refusalOf(update({ deploymentConfiguration: withoutAlarms }))).toContain("Member must not be null");
});
