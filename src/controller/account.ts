/**
 * Which account and region answer. Every ECS answer names both in its ARNs, even one about a cluster that does not exist, so
 * no further service is needed to know; and nothing is planned before they are what the environment says.
 */
import { AwsFailure } from "../aws/failure.ts";
import type { Read } from "../aws/reads.ts";
import type { Environment } from "../model/manifest.ts";

/** Who it is that answers. */
export interface Answering {
	readonly account: string;
	readonly region: string;
}

/** Asks for one cluster, whether it exists or not. Rejects with an `AwsFailure`. */
export async function whoAnswers(read: Read): Promise<Answering> {
	const { clusters, failures } = await read("ecs:DescribeClusters", { clusters: ["default"] });
	const arn = clusters?.[0]?.clusterArn ?? failures?.[0]?.arn ?? "";
	const [, , , region, account] = arn.split(":");
	if (!region || !account) {
		throw new AwsFailure("invalid", "NoArn", "ecs:DescribeClusters", "the answer does not tell its account and region");
	}
	return { account, region };
}

/** A sentence, when the environment's account or region is not the one that answers. */
export function wrongAccount({ name, account, region }: Environment, answering: Answering): string | undefined {
	const wrong = [
		account !== undefined && account !== answering.account
			? `is for account ${account}, but AWS answers as account ${answering.account}`
			: "",
		region !== undefined && region !== answering.region
			? `is for region ${region}, but AWS answers from ${answering.region}`
			: "",
	].filter((text) => text !== "");
	if (wrong.length === 0) return undefined;
	return `Environment "${name}" ${wrong.join(" and ")}. Nothing is planned: check the credentials, the region, or the environment.`;
}

/** What is known of who answers, asked for when it is needed. */
export interface AccountCheck {
	/** Whether it is who `environment` says. Asked of AWS until it has answered once. */
	readonly isRight: (environment: Environment) => Promise<boolean>;
	/** Undefined until AWS has said it. */
	readonly answering: () => Answering | undefined;
	/** Why nothing is planned, in a sentence; undefined while the last check went well. */
	readonly stopped: () => string | undefined;
}

/** The sentence for an AWS that does not say who it is. */
export function noAnswer(failure: AwsFailure): string {
	return `AWS does not answer, so nothing is planned: ${failure.message}`;
}

/** A check that has not asked yet. */
export function createAccountCheck(read: Read): AccountCheck {
	let answering: Answering | undefined;
	let stopped: string | undefined;
	return {
		answering: () => answering,
		stopped: () => stopped,
		isRight: async (environment) => {
			try {
				answering ??= await whoAnswers(read);
			} catch (failure) {
				if (!(failure instanceof AwsFailure)) throw failure;
				stopped = noAnswer(failure);
				return false;
			}
			stopped = wrongAccount(environment, answering);
			return stopped === undefined;
		},
	};
}
