# Les mots de la page du responsable des données. Ce qu'ouvre une autorisation est dit avec les mots des commandes.

site-title = D2H · Responsable des données
brand = Responsable des données · { $site }
skip-to-content = Aller au contenu
nav-main = Principal
nav-permits = Autorisations
nav-audit = Journal
nav-language = Langue
language-fr = Français
language-en = English
log-out = Se déconnecter
footer = Cette page fonctionne à l’établissement. La clé qui signe n’en sort jamais.

## Login

login-title = Responsable des données
login-site = Autorisations et journal : { $site }.
passphrase = Phrase de passe
log-in = Se connecter
login-forgotten = Oubliée ? Qui a le compte de l’établissement sur cette machine en choisit une nouvelle : d2h site owner-page
login-wrong = Ce n’est pas la phrase de passe.
login-wait = Trop d’essais. Attendez { $seconds ->
    [one] 1 seconde
   *[other] { $seconds } secondes
}, puis réessayez.
passphrase-wrong = Ce n’est pas la phrase de passe : rien n’a été signé. Revenez en arrière et tapez-la encore une fois.

## Permits

permits-title = Autorisations d’accès
part-waiting = En attente de votre décision
part-signed = Signées ici
part-over = Terminées, retirées ou remplacées
none-waiting = Rien ne vous attend.
none-signed = Aucune autorisation n’est signée ici : aucun projet ne lit quoi que ce soit.
column-project = Projet
column-version = Version
column-state = État
column-members = Membres
column-until = Jusqu’au
standing-waits = attend votre signature
standing-unsent = signée, pas encore envoyée
standing-in-force = en vigueur
standing-later = signée, pas encore commencée
standing-over = terminée
standing-closed = retirée ou remplacée
away-means = Ce qui vous attend ne peut pas être montré maintenant. Ce qui est signé ici, l’arrêt d’un projet et le journal n’en ont pas besoin.
done-approved = Signée, et la gouvernance a la signature.
done-refused = Refusée. Le projet devra demander de nouveau.
done-stopped = Arrêté : le projet ne lit plus rien ici.
done-stopped-here = Arrêté ici : le projet ne lit plus rien. La gouvernance n’a pas été prévenue, puisqu’elle ne répond pas ; arrêtez-le encore une fois plus tard par : d2h site stop-project
done-not-sent = Signée et gardée ici, mais la gouvernance ne répond pas : personne ne lit encore. Envoyez-la de nouveau plus tard depuis cette page.

## One permit

back-to-permits = Autorisations
differences-title = Ce qui change par rapport à la version { $version }, signée ici
differences-none = Rien, sinon le numéro de version.
difference-added = Nouveau :
difference-removed = Disparaît :
whole-permit = L’autorisation entière
sign-title = Signer
sign-means = Signer ouvre, pour { $site }, exactement ce qui est écrit ici, aux membres nommés. Votre phrase de passe le confirme.
sign = Signer cette autorisation
sign-misfit = Le projet doit demander autre chose ; refusez cette autorisation, et dites pourquoi à son responsable.
refuse-open = Refuser…
refuse-means = Le projet apprend que l’établissement refuse, et devra demander de nouveau. Ce qui est déjà signé reste tel quel.
refuse = Refuser cette autorisation
send-title = Envoyer la signature
send-means = La signature est gardée ici. Tant que la gouvernance ne l’a pas, personne ne lit.
send = Envoyer de nouveau
stop-open = Arrêter ce projet…
stop-means = Ferme aussitôt toutes les autorisations de { $project } pour { $site }, même dans les réponses en cours, puis prévient la gouvernance. Pour rouvrir le projet, il faudra qu’il demande et que vous signiez de nouveau.
stop = Arrêter le projet maintenant
reads-of-permit = Ce qui a été lu sous cette autorisation
reads-of-project = Tout ce que ce projet a fait ici

## Audit

audit-title = Le journal de l’établissement
audit-means = Chaque inscription est chaînée à la précédente et signée avec la clé de l’établissement. Une lecture est inscrite avant que sa première ligne ne parte.
verify = Vérifier toute la chaîne
verdict-holds = { $count ->
    [one] Une inscription
   *[other] { NUMBER($count) } inscriptions
}, inchangées, dans l’ordre, aucune ne manque.
verdict-fault = Le journal ne tient plus à l’inscription { $number } :
filter-kind = Quoi
filter-actor = Qui
filter-project = Projet
filter-permit = Empreinte
filter-text = Requête, table…
filter-first = Depuis (UTC)
filter-last = Jusqu’au (UTC)
filter-send = Filtrer
filter-none = tout montrer
kind-all = tout
kind-reads = lectures
kind-refusals = refus et interruptions
kind-site = actes de l’établissement
records = { $count ->
    [0] Aucune inscription
    [one] Une inscription
   *[other] { NUMBER($count) } inscriptions
}
column-when = Quand
column-who = Qui
column-what = Quoi
column-asked = Requête
column-rows = Lignes
column-size = Taille
column-seconds = Durée
record-number = n° { $number }
permit-short = autorisation { $permit }…
actor-by = { $name } ({ $actor })
count = { NUMBER($value) }
seconds = { $value } s
moment = { DATETIME($at, dateStyle: "medium", timeStyle: "medium") }
size-bytes = { $value } o
size-kilobytes = { NUMBER($value, maximumFractionDigits: 1) } ko
size-megabytes = { NUMBER($value, maximumFractionDigits: 1) } Mo
pager = Pages
pager-newer = Plus récentes
pager-older = Plus anciennes
pager-page = Page { $number } sur { $pages }
abandoned = Le lecteur est parti avant la fin.
event-read-started = lecture commencée
event-read-finished = lecture
event-read-stopped = lecture interrompue
event-read-refused = lecture refusée
event-sql-started = requête SQL commencée
event-sql-finished = requête SQL
event-sql-stopped = requête SQL interrompue
event-aggregate-started = agrégat commencé
event-aggregate-finished = agrégat
event-aggregate-stopped = agrégat non donné
event-model-started = échange d'un modèle commencé
event-model-finished = échange d'un modèle
event-model-stopped = échange d'un modèle non donné
event-survival-started = courbe de survie commencée
event-survival-finished = courbe de survie
event-survival-stopped = courbe de survie non donnée
event-catalogue-listed = catalogue lu
event-catalogue-refused = catalogue refusé
event-permit-signed = autorisation signée
event-permit-refused = autorisation refusée
event-permit-withdrawn = autorisation retirée
event-permit-superseded = autorisation remplacée par une version plus récente
event-site-created = établissement créé
event-site-certificate-made = prochain certificat de la passerelle fait
event-site-certificate-in-force = prochain certificat de la passerelle en vigueur
event-dataset-connected = données raccordées, là où elles restent
event-gateway-started = passerelle démarrée
event-renewal-refused = poursuite d'une lecture refusée
event-dataset-loaded = données chargées
event-dataset-load-undone = chargement annulé : les données d’avant sont en vigueur
event-dataset-mapped = codes locaux mis en correspondance
event-opposition-changed = liste des oppositions changée
event-pseudonyms-rotated = pseudonymes changés
event-pseudonyms-destroyed = pseudonymes détruits
event-linkage-key-kept = clé d’appariement créée ou reçue
event-linkage-key-exported = clé d’appariement écrite pour un autre établissement
event-answers-forgotten = réponses passées oubliées
event-images-deidentified = images désidentifiées
event-images-started = images commencées
event-images-finished = images
event-images-stopped = images interrompues
event-images-released = image retenue laissée partir
event-images-kept-back = image retenue gardée ici
event-images-sample-shown = échantillon de projections montré
event-images-sample-marked = images d’un échantillon marquées
event-images-sample-passed = aucun texte sur l’échantillon : projections servies
event-images-sample-failed = texte sur l’échantillon : les projections attendent une à une
event-owner-page-set = phrase de passe donnée à cette page
event-owner-page-off = cette page fermée
event-owner-page-login = connexion à cette page
event-owner-page-login-refused = phrase de passe fausse à cette page
event-owner-page-signature-refused = phrase de passe fausse à une signature
event-owner-page-logout = déconnexion de cette page

## Refusals

refused-title = Cela n’a pas abouti
refused-home = Aux autorisations
page-unknown = Cette page n’existe pas.
page-fault = La page a échoué. Rien de plus n’a changé que ce que dit le journal d’audit ; le fichier de log dit quand et où.
form-foreign = Ce formulaire venait d’une autre page. Ouvrez cette page vous-même, et envoyez-le d’ici.
form-stale = Ce formulaire n’est plus valable. Rechargez la page, puis envoyez-le.
form-unreadable = Le formulaire est arrivé incomplet. Rechargez la page, puis envoyez-le.
sample-gone = Aucun échantillon de ce genre n’attend : il a été décidé, ou une autre version du jeu de données est en vigueur. Rouvrez Images.
sample-image-unknown = Cette image n’est pas de l’échantillon. Rien n’a été gardé.
sample-decided = Cet échantillon a été décidé entre-temps. Rien n’a été gardé.
image-not-shown = Cette image ne peut être montrée ici. Regardez le fichier de l’établissement dans sa visionneuse.
permit-not-here = Aucune autorisation { $permit } n’attend, n’est signée ou n’a été signée ici. Tant que la gouvernance est absente, on ne sait pas ce qui attend.

## Documents

nav-documents = Documents
nav-patient = Un patient
patient-title = Ce qui a été fait des données d'un patient
patient-page-means = Pour le délégué à la protection des données à qui un patient s'adresse. Rien de ce patient ne quitte cette page ; le journal garde que vous avez demandé, et pour quel dossier.
patient-number = Numéro du patient
patient-project-field = Dans le projet (facultatif)
patient-project-means = Le numéro du patient à l'hôpital, ou celui des données. Avec un projet : le numéro que voient ses lecteurs.
patient-case = Numéro de votre dossier
patient-case-means = Le numéro sous lequel vous gardez la demande. Le journal le garde, et le hub a une copie du journal : ni le numéro du patient, ni un nom.
patient-ask = Chercher
patient-reads = Réponses à { $project } qui ont pu comprendre ce patient
patient-more = Les { $shown } plus récentes de { NUMBER($count) } sont montrées ; d2h site patient les dit toutes.
event-patient-looked-up = traitements des données d'un patient recherchés
nav-images = Images
images-title = Images retenues
images-means = Elles n'ont pu être libérées sans une personne. Regardez chaque fichier dans la visionneuse de l'hôpital. Une image laissée partir est servie dès le prochain chargement, pixels tels quels ; une image gardée n'est jamais servie.
no-images = Aucune image n'attend une personne.
images-more = { $shown } sur { $count } sont montrées ; les autres viennent une fois celles-ci décidées.
column-image = Fichier
column-dataset = Jeu de données
column-why = Pourquoi
release-images = Laisser partir celles cochées
refuse-images = Garder celles cochées
done-images-release = Laissées partir : elles sont servies dès le prochain chargement de leur jeu de données.
done-images-refuse = Gardées : elles ne sont jamais servies.
done-images-passed = Aucun texte sur l’échantillon : les projections de ce jeu de données sont servies dès maintenant.
done-images-failed = L’échantillon porte du texte. L’image reste ici, et les autres de son jeu de données attendent ci-dessous : regardez chacune, puis rechargez le jeu de données.
images-one-by-one = Images à regarder une à une
sample-of = Projections de { $dataset }
sample-version = Version { $version }
sample-waits = { NUMBER($count) } projections (radiographies, mammographies, scintigraphies), où aucun texte n’a été trouvé, attendent que vous en ayez regardé { $sample }, tirées au hasard.
sample-waits-all = { $count ->
    [one] Une projection (radiographie, mammographie, scintigraphie), où aucun texte n’a été trouvé, attend que vous l’ayez regardée.
   *[other] { NUMBER($count) } projections (radiographies, mammographies, scintigraphies), où aucun texte n’a été trouvé, attendent que vous ayez regardé les { $sample }.
}
sample-failed = { $count ->
    [one] Une projection attend :
   *[other] { NUMBER($count) } projections attendent :
} du texte a été vu sur l’échantillon. Celles qui n’ont pas encore été regardées sont listées ci-dessous, une à une. Ce que vous laissez partir est servi dès le chargement suivant.
sample-load-again = Chargé avant le tirage d’échantillons : ses projections attendent. Rechargez le jeu de données ; un échantillon est alors tiré.
sample-begin = Regarder l’échantillon
sample-go-on = Continuer à regarder
sample-marked = { $marked } sur { $sample } regardées
sample-means = Cherchez sur chaque image, telle quelle puis à contraste local renforcé, des noms, des numéros, des dates ou tout autre écrit, si pâle soit-il ; ouvrez-la pour en voir chaque pixel. { $sample ->
    [one] Il n’y en a pas d’autre.
   *[other] { $share ->
        [0] Il n’y en a pas d’autres.
       *[other] Si aucune de ces { $sample } n’en porte, moins de { NUMBER($share, style: "percent", maximumFractionDigits: 1) } des { NUMBER($count) } en portent, avec une confiance de 95 %.
    }
}
sample-image = Image { $number } sur { $sample }
sample-source = Le fichier de l’établissement :
sample-plain = Telle quelle
sample-raised = Contraste local renforcé
sample-alt-plain = Image { $number }, telle quelle
sample-alt-raised = Image { $number }, contraste local renforcé
mark-none = Aucun texte
mark-text = Du texte
sample-decides = La dernière image marquée décide. Si aucune ne porte de texte, toutes ces projections sont servies aussitôt. Si l’une en porte, elle reste ici et chacune des autres attend d’être regardée. Jusque-là, les marques peuvent être changées.
sample-keep = Garder ces marques
sample-before = Images précédentes
sample-after = Images suivantes
sample-places = { $first } à { $last } sur { $sample }
new-window = (s’ouvre dans un nouvel onglet)
documents-title = Documents retenus
documents-means = Ce qui identifie y est masqué, mais pas assez sûrement pour être servi. Personne hors de l'établissement ne les a vus. Lisez chacun, corrigez ce qui est masqué, puis libérez-le ou refusez-le.
no-documents = Aucun document n'attend.
column-document = Document
column-confidence = Confiance
column-masked = Masqués
column-since = Depuis
document-number = Document { $number }
percent = { $value } %
marks-means = Ce qui est coché est masqué. Décochez ce qui ne nomme personne ; ajoutez plus bas ce qui a été manqué.
mask-more = Masquer aussi, un nom ou un numéro par ligne : chacun est masqué partout où il se trouve
release-title = Libérer
release-means = Le prochain chargement de ce jeu de données sert le document, masqué comme il l'est ici, aux projets dont l'autorisation ouvre le texte libre.
release-document = Libérer ce document
refuse-document-title = Refuser
refuse-document-means = Le document n'est jamais servi.
refuse-document = Refuser ce document
document-released = Libéré : servi dès le prochain chargement.
document-refused = Refusé : jamais servi.
done-document-released = Libéré. Le prochain chargement du jeu de données le sert.
done-document-refused = Refusé. Il n'est jamais servi.
event-document-shown = document retenu lu
event-document-released = document libéré
event-document-refused = document refusé
