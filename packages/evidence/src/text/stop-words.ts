/** Words that carry no topic in English questions and prose. Written by hand; lower case, apostrophes removed. */
export const stopWords: ReadonlySet<string> = new Set(
  `a about above across after again against all almost along already also although always am among an and another any
  anyone anything are aren arent around as at away be became because been before being below between both but by came
  can cannot cant come could couldnt did didnt do does doesnt doing dont done down due during each either else etc even
  ever every everyone everything few for from further get gets getting give given gives go goes going gone got had hadnt
  has hasnt have havent having he hence her here hers herself him himself his how however i if im in indeed instead into
  is isnt it its itself ive just keep let lets like likely made many may maybe me might mine more moreover most mostly
  much must my myself neither nevertheless no nor not nothing now of off often oh on once one ones only onto or other
  others otherwise our ours ourselves out over own per perhaps please quite rather really same she should shouldnt
  since so some someone something somewhat still such tell than that thats the their theirs them themselves then there
  thereby therefore these they theyre thing things this those though through throughout thus to together too toward
  towards under until up upon us very via was wasnt we well were werent what whatever whats when where whereas whether
  which while who whom whose why will with within without wont would wouldnt yes yet you your yours yourself`
    .split(/\s+/)
    .filter(Boolean),
);
