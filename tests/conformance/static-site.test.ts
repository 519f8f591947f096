import { placesOf } from "./places";
import { describeStaticSiteConformance } from "./static-site";

for (const [name, place] of placesOf("static-site")) describeStaticSiteConformance(name, place);
