"""Words that say nothing of what a message is about, in nine languages: they name no topic."""

_WORDS = """
a an and any anyone are as at be because been being but by can cannot could did do does doing done each either else even ever
every few for from get gets getting give given go going gone got had has have having he her here hers him his how i if in into
is it its just know let like made make many may me might more most much must my need needs never no nobody not nothing now of
off on once one only or other our out over own please put really said same say see shall she should since so some someone
something still such sure take than thank thanks that the their them then there these they thing things this those though
through time to today too tell told try trying two until up us use used very via want wanted wants was way we well went were
what when where whether which while who whom whose why will with without would yes yet you your yours hello hi hey dear regards
again also always about after all before back am im ive help asking ask asked looking look find der die das den dem des ein eine
einen einem einer und oder aber nicht kein keine ich du er sie es wir ihr mein meine mir mich ist sind war waren hat habe haben
wird werden mit von zu zum zur auf für bei nach aus über unter vor seit sich auch noch nur schon wie wann wo wer warum dass wenn
weil bitte danke sehr mehr immer hier da dann man ihre ihren le la les un une de et ou mais ne pas que qui quoi dans sur pour
par avec sans je tu il elle nous vous ils elles mon ma mes votre vos notre est sont était ai avez avons ont suis été ce cette
ces se sa son ses au aux en plus très bien aussi merci bonjour el los las una unos y o pero con por para del al su sus mi mis yo
usted ustedes está están fue ha han hay muy más como cuando donde porque si te lo ya también gracias hola gli uno e ed non che
di per tra fra della dei delle alla mio mia miei io lei noi voi loro è sono era hanno ho abbiamo molto più come quando dove
perché ti ci anche grazie ciao os um uma uns mas não dos em na nos nas com meu minha eu você vocês ele ela nós é são foi tem
muito onde também obrigado obrigada olá het een maar niet geen dat dit deze op van voor met door bij aan naar uit onder ik jij u
hij zij wij mijn uw zijn heeft heb hebben wordt worden ook nog zo als wanneer waar waarom omdat zeer meer graag dank hallo w z
ze od po za przez przy dla bez nie tak ten ta jest są był była było mam mamy mnie ja pan pani państwo wy ona oni się że który
która które jak kiedy gdzie czy ale już tylko bardzo też jeszcze proszę dziękuję dzień dobry och eller men inte att det ett som
är var har hade jag hon vi ni min mitt mina ert på av för med till från om när vem varför så också bara mycket mer ska kan vill
får tack hej
"""
FUNCTION_WORDS = frozenset(_WORDS.split())
