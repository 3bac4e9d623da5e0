/** The story cloud-map-hands-on with one thing going wrong at each of its calls in turn. */
import { surviveEveryCall } from "./every-call.ts";

surviveEveryCall("cloud-map-hands-on");
