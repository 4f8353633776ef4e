"""What the working group agreed: pure rules, words, drafts, messages and errors.

Nothing here knows Slack, SQL, the clock or the environment: time and facts are handed in.

Glossary – the English word in the code and the German word in the texts, fixed once:

| code | texts | meaning |
|---|---|---|
| intention | Vorhaben | a development intention, recorded as soon as anyone hears of it |
| office | Amt | a social or planning office of the city; acts through its contacts |
| contact, deputy | Ansprechperson, Vertretung | who is asked for an office, and who when that person is absent |
| request | Bedarfsabfrage | one round in which every office is asked about one intention |
| inquiry | Abfrage an ein Amt | one office's part of a request, with its own deadline and state |
| need report | Bedarfsmeldung | what an office answers: one or more needs, in versions |
| need | Bedarf | a countable demand (places, groups, m²) |
| concern | Belang | a demand without a quantity (a safe crossing) |
| no need | Fehlanzeige | "we looked, there is no need" – never the same as silence |
| not competent | nicht zuständig | "not ours", with a reason and a better office |
| extension | Fristverlängerung | a later deadline for one office |
| minimum, target | Mindestwert, Zielwert | negotiating floor (never shown outside) and aim |
| meeting | Sitzung | a session of the working group |
| update | Update | at most 280 characters for the others before a meeting |
| digest | Übersicht | what the secretariat gets on the working day before a meeting |
| result | Ergebnis | what a meeting decided, with exactly one responsible office |
| stage, route | Stufe, Planungsweg | where an intention stands, and which list of stages applies |
| secretariat | Geschäftsstelle | runs the group's office work |
| project lead | Projektleitung | the planner who leads one intention |
| morning note | Morgenmeldung | all the clock has to say to one person, once a working day |
"""
