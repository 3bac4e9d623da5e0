/** All AWS services that evenkeel uses, one line each. Everything that depends on a service is derived from here. */
import { ecr } from "./ecr.ts";
import { ecs } from "./ecs.ts";
import { elasticloadbalancing } from "./elasticloadbalancing.ts";
import { iam } from "./iam.ts";
import { logs } from "./logs.ts";
import { route53 } from "./route53.ts";
import { servicediscovery } from "./servicediscovery.ts";

/** The services that evenkeel reconciles with. */
export const services = [ecs, servicediscovery, route53] as const;

/** The services that single features read, by SDK packages that may be missing. */
export const optionalServices = [iam, logs, elasticloadbalancing, ecr] as const;
