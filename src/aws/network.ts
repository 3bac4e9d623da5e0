/**
 * Settings of SDK clients that use a network: connection limits, and a time limit for credentials. The SDK's credential
 * chain shares one request among all callers, so a hanging source (the ECS credentials endpoint, a
 * `credential_process`, STS) would block every later request.
 */
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import type { Clock } from "../lib/clock.ts";
import { GivenUp, within } from "../lib/deadline.ts";
import type { AwsLimits } from "./limits.ts";

type Credentials = ReturnType<typeof defaultProvider>;

/** AWS's default credential chain, in the form that the SDK's clients call it. */
type Chain = (settings: object) => Credentials;

/** The settings of every client that uses a network. */
export function networkSettings(clock: Clock, limits: AwsLimits) {
	return {
		// They also apply to the STS and SSO clients that the SDK opens for credentials.
		requestHandler: {
			connectionTimeout: limits.connectMs,
			requestTimeout: limits.writeMs,
			// Without this the SDK only warns.
			throwOnRequestTimeout: true,
		},
		credentialDefaultProvider: limitedChain(clock, limits.credentialsMs),
	};
}

/** Credentials did not arrive in time, now or shortly before. */
class CredentialsTimeout extends Error {
	constructor(limitMs: number) {
		const sources = "the profile's credential_process, STS or SSO, or the endpoint of the task's or machine's role";
		super(`AWS's credential chain returned no credentials within ${limitMs / 1000} s: ${sources} does not answer`);
		this.name = "CredentialsTimeout";
	}
}

/**
 * Limits a credential chain to `limitMs` milliseconds. After a timeout the chain is reopened, but not before that time
 * has passed again; until then all requests for credentials fail immediately.
 */
export function limitedChain(clock: Clock, limitMs: number, open: Chain = defaultProvider): Chain {
	return (settings) => {
		let chain: Credentials | undefined;
		let refusedUntilMs = 0;
		return async (options) => {
			if (clock.now() < refusedUntilMs) throw new CredentialsTimeout(limitMs);
			chain ??= open(settings);
			const asked = chain;
			try {
				return await within({ clock, limitMs }, () => asked(options));
			} catch (error) {
				if (!(error instanceof GivenUp)) throw error;
				if (chain === asked) chain = undefined;
				refusedUntilMs = clock.now() + limitMs;
				throw new CredentialsTimeout(limitMs);
			}
		};
	};
}
