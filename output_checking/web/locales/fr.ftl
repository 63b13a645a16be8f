# Les mots des pages du sas. Chaque message d'une langue existe dans l'autre (un test les compare).

## Autour de chaque page

site-title = D2H · Sas de sortie
skip-to-content = Aller au contenu
nav-main = Navigation principale
nav-requests = Demandes
nav-figures = Chiffres
nav-key = Clé publique
nav-language = Langue
language-fr = Français
language-en = English
log-out = Se déconnecter
footer = Rien ne sort avant les contrôles et les avis indépendants des vérificateurs des sorties.

## Liste des demandes

queue-title = Demandes de sortie
queue-lists = Listes
list-awaiting = À traiter
list-mine = Les miennes
list-returned = Renvoyées
list-released = Sorties
list-all = Toutes
filters = Filtres
filter-text = Mots
filter-state = État
filter-project = Projet
filter-site = Établissement
filter-author = Auteur ou autrice
filter-any = Tous
filter-send = Filtrer
filter-clear = Sans filtre
empty-filtered = Aucune demande de cette liste ne correspond aux filtres.
queue-keys = Dans la liste, ↑ et ↓ mènent d’une demande à l’autre, Entrée l’ouvre. Alt + ↓ et Alt + ↑ tournent la page.
column-request = Demande
column-author = Auteur
column-state = État
column-progress = Avancement
column-age = Âge
empty-awaiting = Rien ne vous attend.
empty-mine = Vous n’avez écrit aucune demande.
empty-returned = Aucune demande n’est chez son auteur pour correction.
empty-released = Rien n’est encore sorti.
empty-all = Aucune demande ne vous concerne.
empty-see-all = { $count ->
    [one] Voir la demande qui vous concerne
   *[other] Voir les { $count } demandes qui vous concernent
}
empty-how-researcher = Une demande commence dans un notebook de votre espace de travail :
age-minutes = { $value } min
age-hours = { $value } h
age-days = { $value } j
moment = { DATETIME($at, dateStyle: "long", timeStyle: "short") }
pager = Pages
pager-before = Précédente
pager-after = Suivante
pager-page = Page { $number } sur { $pages }
pager-part = Colonnes, partie { $number } sur { $pages }
pager-columns = colonnes
progress-mine = Votre avis est attendu ({ $given } sur { $votes } donnés)
progress-voted = Votre avis est donné ({ $given } sur { $votes })
progress-review = { $given } avis sur { $votes } donnés
progress-released = Archive prête
progress-corrections = { $files ->
    [one] 1 fichier à corriger
   *[other] { $files } fichiers à corriger
}
progress-none = –

## États

state-draft = Brouillon
state-checking = Contrôles en cours
state-blocked = Bloquée par les contrôles
state-submitted = En vérification
state-consolidation = Avis divergents
state-returned = À corriger
state-approved = Approuvée
state-released = Sortie
state-rejected = Refusée
state-withdrawn = Retirée
state-revoked = Révoquée

## Une demande

back-to-queue = Toutes les demandes
back-to-request = Retour à la demande
pager-requests = Demandes
request-before = Avant elle dans votre liste
request-after = Suivante de votre liste
byline = { $author }, pour le projet « { $project } »
not-kept = Rien n’a été enregistré.
done-voted = Votre avis est enregistré.
done-withdrawn = La demande est retirée.
done-revoked = La sortie est révoquée : plus personne ne peut obtenir l’archive.
done-replay-asked = Le rejeu est demandé : il se fait tout seul, et son résultat paraîtra sur cette page.
turn-mine = C’est à vous
clock-waits = Soumise il y a { $time }.
clock-took = Réponse { $time } après la soumission.
turn-where = Où en est la demande
turn-draft-author = Cette demande est un brouillon que personne d’autre ne voit. Poursuivez dans votre notebook, puis soumettez-la.
turn-draft = L’auteur rédige encore cette demande.
turn-checking = Les contrôles automatiques lisent les fichiers. Cette page se met à jour d’elle-même.
turn-blocked-author = Les contrôles automatiques ont trouvé quelque chose qui ne peut pas sortir. Corrigez-le dans votre notebook, puis soumettez de nouveau.
turn-blocked = Les contrôles automatiques ont trouvé quelque chose qui ne peut pas sortir ; l’auteur doit le corriger.
turn-submitted-mine = Lisez les fichiers et ce que les contrôles en disent, puis donnez votre avis.
turn-submitted-voted = Votre avis est donné. La décision tombe quand les { $votes } avis sont donnés.
turn-submitted = { $votes ->
    [one] Un vérificateur des sorties lit cette demande ; un avis indépendant décide.
   *[other] Des vérificateurs des sorties lisent cette demande ; { $votes } avis indépendants décident.
}
turn-consolidation-mine = Les avis diffèrent. Lisez ceux des autres, puis donnez le vôtre, définitif : le plus sévère des avis définitifs décide.
turn-consolidation-voted = Votre avis définitif est donné. La décision tombe quand tous les avis définitifs sont donnés.
turn-consolidation = Les avis diffèrent : les vérificateurs se lisent, et chacun donne un avis définitif.
turn-returned-author = Les vérificateurs demandent des corrections. Faites-les dans votre notebook, puis soumettez de nouveau.
turn-returned = Des corrections ont été demandées à l’auteur, qui n’a pas encore soumis de nouveau.
turn-approved = Approuvée. Le sas signe l’archive ; cette page se met à jour d’elle-même.
turn-released = Sortie : l’archive signée peut être téléchargée.
turn-rejected = Refusée : ces fichiers ne sortent pas. Une nouvelle demande peut être écrite pour d’autres résultats.
turn-withdrawn = Retirée par son auteur. Rien ne sort.
turn-revoked = La sortie a été révoquée : l’archive ne peut plus être téléchargée.
missing = Il manque encore
missing-outputs = Au moins un fichier à sortir
missing-words = Ce que l’auteur dit du groupe { $group } : contexte et contrôles
missing-corrections = { $files ->
    [one] Des corrections dans 1 fichier
   *[other] Des corrections dans { $files } fichiers
}
missing-changes = Les corrections demandées
missing-submission = La soumission, d’ici ou depuis le notebook
missing-checks = Les contrôles automatiques
missing-my-vote = Votre avis
missing-comment = { $files ->
    [one] Pour approuver : votre commentaire sur { $names }, que les contrôles demandent d’examiner
   *[other] Pour approuver : votre commentaire sur chaque fichier que les contrôles demandent d’examiner : { $names }
}
change-file = { $file } doit changer
change-file-help = Pour un renvoi ou un refus : cochez ce qui doit changer. Ce que vous ne cochez pas est approuvé en l’état.
comment-private = Pour ceux qui jugent seulement (l’auteur ne le lit jamais)
missing-other-votes = { $votes ->
    [one] L’avis d’un autre vérificateur
   *[other] L’avis de { $votes } autres vérificateurs
}
missing-votes = { $votes ->
    [one] L’avis indépendant d’un vérificateur des sorties
   *[other] Les avis indépendants de { $votes } vérificateurs des sorties
}
missing-site = L’avis du responsable des données de { $site }
missing-signature = La signature du sas
revoked-because = { $who } en donne la raison :
package-fetch = Télécharger l’archive signée ({ $size })
package-fetch-none = Télécharger l’archive signée
package-recorded = Chaque téléchargement est consigné à votre nom.
package-verify = Comment vérifier une archive
link-make = Faire un lien pour une autre machine
link-title = Un lien à vous
link-means = Il télécharge l’archive signée une fois, dans les { $minutes } minutes, et compte comme votre téléchargement. Ne le donnez à personne.
why-package-deleted = Les fichiers ont été supprimés, comme le projet le prévoit pour les demandes closes.
why-package-later = Elle sera ici quand la demande sera sortie.
why-package-never = Rien ne sort de cette demande.
why-package-revoked = La sortie a été révoquée.
why-package-admin = Seuls le projet et les vérificateurs téléchargent les archives.
context = Contexte
files = { $count ->
    [0] Fichiers
    [one] 1 fichier
   *[other] { $count } fichiers
}
files-none = Cette demande n’a pas encore de fichier.
group = Groupe { $name }
group-context = D’où viennent les nombres :
group-context-help = Pour quelle étude, quel tableau ou quelle figure, sur quels patients et quelles dates. Par exemple : « Tableau 2 de l’article : décès par service, tous les séjours de 2025 dans les quatre hôpitaux. »
group-controls = Ce qui les rend sûrs :
group-controls-help = Ce qui a été fait pour que personne ne soit reconnaissable. Par exemple : « Personnes distinctes comptées ; services de moins de 10 fusionnés ; totaux arrondis à 5. »
exception-asked = L’auteur demande de laisser passer ce qui bloque dans { $file } :
exception-never = Personne ne peut laisser passer cela : corrigez le fichier.
exception-send = Demander une dérogation
exception-why = Pourquoi cela peut sortir malgré tout (vide : pas de dérogation)
import-accept = Laisser entrer
import-comment = Commentaire (pour refuser, ou si quelque chose est à examiner : pourquoi)
import-decided = Décidé par { $who }.
import-refuse = Refuser
import-state-accepted = Dans l’espace de travail
import-state-blocked = Bloqué par l’analyse
import-state-refused = Refusé
import-state-waiting = Attend un vérificateur
imports-ask = Demander un fichier
imports-file = Fichier
imports-file-help = Code, petits tableaux, modèles : { $endings }.
imports-licence = De quel droit :
imports-licence-help = La licence du fichier, ou à qui il est. Par exemple : « MIT, github.com/lifelines » ou « écrit par nous ».
imports-means = L’autre sens : un fichier est analysé, un vérificateur le laisse entrer, puis il est dans le dossier imports des espaces de travail du projet, où personne ne peut le changer.
imports-none = Rien n’a encore été demandé.
imports-project = Projet
imports-purpose = Pour quoi faire :
imports-send = Demander
imports-text = en texte brut
imports-title = Imports
edit-done = C’est enregistré.
edit-name = Titre
edit-open = Changer les mots, demander une dérogation, soumettre
edit-remove = Retirer { $file }
edit-save = Enregistrer
edit-submit = Soumettre
edit-submit-means = Les contrôles automatiques passent encore une fois sur chaque fichier ; puis les vérificateurs sont sollicités.
edit-title = Préparer la demande
edit-words = Toute la demande
role-output = À sortir
role-supporting = Appuie { $file }, ne sort pas
look-here = Aperçu ici
look-page = Ouvrir { $file } sur sa propre page

## Ce que l'auteur corrige

fix-title = Ce qu’il faut corriger
fix-whole = La demande dans son ensemble
fix-more = { $count ->
    [one] 1 autre constat
   *[other] { $count } autres constats
}
fix-step-correct = Corrigez dans votre notebook. Un fichier ajouté de nouveau sous le même nom remplace le premier, par exemple :
fix-example = nom du fichier
fix-step-check = Relancez les contrôles autant que vous voulez ; personne d’autre n’est encore sollicité :
fix-step-submit = Soumettez de nouveau. Les vérificateurs lisent alors les nouveaux fichiers :

## Constats

severity-block = Bloquant
severity-review = À examiner
severity-pass = Conforme
tally-block = { $count ->
    [one] 1 bloquant
   *[other] { $count } bloquants
}
tally-review = { $count } à examiner
tally-pass = { $count ->
    [one] 1 conforme
   *[other] { $count } conformes
}
findings = { $count ->
    [0] Constats
    [one] 1 constat
   *[other] { $count } constats
}
findings-none-yet = Les contrôles n’ont pas encore lu ce fichier.
finding-number = N° { $number }
finding-advice = Que faire :
finding-rule = règle
finding-sources = { $count ->
    [one] Source :
   *[other] Sources :
}
mark-finding = Constat
place-member = dans { $value }
place-part = partie { $value }
place-table = tableau { $value }
place-key = propriété { $value }
place-trace = série { $value }
place-sheet = feuille { $value }
place-page = page { $value }
place-cell = cellule { $value }
place-row = ligne { $value }
place-column = colonne { $value }
place-line = ligne { $value }
place-position = position { $value }
place-heading = en-tête

## Avis

vote-title = Votre avis
vote-blind = { $votes ->
    [one] Votre avis est le seul demandé.
   *[other] { $votes } personnes donnent leur avis, chacune de son côté. Vous verrez les autres avis quand le vôtre sera donné.
}
vote-choice = Cette demande
choice-approve = Approuver
choice-approve-means = Tout peut sortir tel quel.
choice-return = Renvoyer pour correction
choice-return-means = L’auteur corrige et soumet de nouveau ; dites quoi.
choice-reject = Refuser
choice-reject-means = Cela ne peut sortir sous aucune forme ; dites pourquoi.
comment-on = Commentaire sur { $file }
comment-needed-mark = nécessaire pour approuver
approval-kept = Vous l’avez déjà approuvé, et rien n’a changé : votre approbation tient, sauf si vous le cochez plus bas.
comment-whole = Commentaire sur l’ensemble
comment-stale = Ce que vous aviez écrit sur { $file }, qui n’est plus dans la demande
vote-send = Enregistrer mon avis
vote-final = Un avis donné ne change plus. L’auteur lit les commentaires après la décision.
why-vote-author = Vous avez écrit cette demande : à d’autres de la juger.
why-vote-member = Vous faites partie du projet de cette demande : à d’autres de la juger.
why-vote-given = Votre avis sur cette soumission est donné, et ne change plus.
why-vote-decided = Aucun avis n’est attendu : cette soumission est tranchée, ou n’est pas encore chez les vérificateurs.

## Déroulement

timeline = Ce qui s’est passé
event-drafted = { $who } a commencé le brouillon
event-submitted = { $turn ->
    [1] { $who } a soumis la demande
   *[other] { $who } a soumis de nouveau (soumission { $turn })
}
event-vote-approve = { $who } a approuvé
event-vote-return = { $who } a demandé des corrections
event-vote-reject = { $who } a refusé
event-blocked = Les contrôles ont bloqué la soumission
event-returned = Renvoyée à l’auteur
event-approved = Approuvée
event-rejected = Refusée
event-withdrawn = Retirée par l’auteur
event-released = Le sas a signé et sorti l’archive
event-revoked = { $who } a révoqué la sortie

## Autres actions

replay-title = Rejeu du carnet
replay-means = La plateforme exécute de nouveau le carnet de la demande dans un conteneur neuf et étanche, avec les autorisations de la soumission, et compare ce qu'il produit aux fichiers soumis.
replay-ask = Rejouer le carnet
replay-state-asked = En attente de départ
replay-state-running = En cours
replay-state-done = Le carnet est allé jusqu'au bout
replay-state-failed = Le rejeu n'est pas allé jusqu'au bout : rien ne compte comme reproduit
replay-verdict-same = reproduit
replay-verdict-differs = diffère en { $count ->
    [one] 1 endroit
   *[other] { $count } endroits
}
replay-verdict-missing = non produit par le carnet
replay-verdict-not-comparable = pas les mêmes octets, et rien ne sait les comparer
replay-differences = Les { $shown } premiers endroits sur { $count }
replay-where = Où
replay-submitted = Soumis
replay-replayed = Rejoué
replay-whole = fichier entier
replay-image = Image
withdraw-title = Retirer
withdraw-means = Met fin à cette demande ; ses fichiers ne sortiront jamais. Ce qui en a été dit reste consigné.
withdraw-open = Retirer cette demande…
withdraw-send = Retirer définitivement
why-withdraw-approved = Les avis sont donnés et l’archive est en préparation.
revoke-title = Révoquer
revoke-means = Annule une sortie : plus personne ne peut obtenir l’archive. Les copies déjà téléchargées sont à réclamer.
revoke-open = Révoquer cette sortie…
revoke-reason = Raison, que le projet lira
revoke-send = Révoquer définitivement

## Règles en vigueur

rules-title = Règles en vigueur
rules-set = Jeu { $name }, version { $version }. Au moins { $threshold } personnes derrière chaque nombre.
rules-own = Dans ce projet, à la place de celles du jeu :
rules-refused = Demandé par le projet, mais moins strict que le jeu ne le permet :
rules-held = { $held } s’applique
rules-secret = Le projet a aussi ses propres paramètres de dominance, qui ne sont dits à personne.
rules-any = tous
rule-degrees-of-freedom = Degrés de liberté d’un modèle : au moins { $value }
rule-rows = Lignes d’un tableau : au plus { $value }
rule-columns = Colonnes d’un tableau : au plus { $value }
rule-source-literals = Constantes dans une liste du code d’un notebook : au plus { $value }
rule-zeros = Zéros dans les tableaux : { $value }
rule-extremes = Minimum et maximum : { $value }
rule-rounding = Effectifs arrondis à des multiples de { $value }
rule-midpoint = Effectifs arrondis au milieu d’intervalles de { $value }
rule-leaf = Personnes dans chaque feuille d’un arbre : au moins { $value }
rule-protection = Valeurs que peut avoir un effectif masqué : au moins { $value }
rule-file-types = Types de fichiers qui peuvent sortir : { $value }

## Aperçus

preview = Aperçu
views = Façons de le regarder
view-best = Aperçu
view-csv = Tableau
view-tsv = Tableau
view-ipynb = Notebook
view-xlsx = Feuilles
view-pdf = Pages
view-png = Image
view-jpeg = Image
view-cells = Cellule par cellule
view-text = En texte brut
view-changes = Ce qui a changé
sheets = Parties du fichier
sheet-hidden = cachée
form-text = texte
form-picture = image
form-html = texte
sort-by = , trier selon elle
sort-none = Ordre du fichier
code-recorded = Code qui a demandé ce fichier
code-recorded-means = Tel que l’a noté l’espace de travail de l’auteur : une déclaration, pas une preuve. Comparé au code de cette demande.
code-run = Exécuté sous [{ $number }]
code-same = identique à
code-differs = absent du code de cette demande
code-reproduced = La plateforme a réexécuté le notebook : il produit exactement ce fichier.
code-behind = Code qui nomme ce fichier
code-of = Code dans { $file }
code-not-named = Aucun code de cette demande n’écrit ce nom en toutes lettres ; il peut être composé par le code. Cherchez-le dans :
code-none = Aucun code n’accompagne cette demande.
change-same = Inchangé depuis la dernière lecture
change-added = Nouveau dans cet envoi
change-replaced = Modifié depuis la dernière lecture
change-removed = Retiré depuis la dernière lecture : { $files }
changes-none = Ces deux versions ne peuvent pas être mises côte à côte ({ $before } avant, { $after } maintenant). Regardez-le en entier.
changes-cells = Toutes les lignes des deux versions : barré ce qui était, à côté ce qui est.
changes-lines = Barré (-) ce qui était, puis (+) ce qui est.
changes-mark = Changement
row-added = ajoutée
row-removed = retirée
row-changed = modifiée
row-same = inchangée
version-before = À la dernière lecture
version-after = Maintenant
picture-before = La figure { $file }, à la dernière lecture
picture-drawn = Redessinée à partir du fichier ; rien d’autre n’en est montré ici.
notebook-rendered = Dessiné sans ses scripts, styles, liens et dessins ; rien ne s’exécute. Ce dont parlent les constats :
notebook-frame = Le notebook { $file }
text-digits = Ce n’est pas du texte ({ $kind }) : ses octets, en chiffres hexadécimaux.
preview-failed = Le programme qui montre ce fichier s’est arrêté, ou a pris trop de temps.
earlier = Sorties antérieures avec les mêmes cellules
earlier-means = Même projet, mêmes libellés et en-têtes. Deux sorties réunies peuvent en dire plus que chacune.
earlier-cells = { $count ->
    [one] 1 cellule en commun
   *[other] { $count } cellules en commun
}
earlier-different = { $count ->
    [one] 1 avec une autre valeur
   *[other] { $count } avec une autre valeur
}
size-bytes = { $value ->
    [one] { $value } octet
   *[other] { $value } octets
}
size-kilobytes = { NUMBER($value, maximumFractionDigits: 1) } ko
size-megabytes = { NUMBER($value, maximumFractionDigits: 1) } Mo
pager-files = Fichiers de la demande
table-size = { $rows ->
    [one] { $rows } ligne
   *[other] { $rows } lignes
}, { $columns ->
    [one] { $columns } colonne
   *[other] { $columns } colonnes
}
table-of = Tableau { $file }
table-line = Ligne
picture-alt = La figure { $file }, telle qu’elle sortirait
picture-data = Les chiffres qu’elle montre :
picture-no-data = Aucun tableau n’appuie cette image.
notebook-not-run = { $count ->
    [one] { $count } cellule, montrée comme texte.
   *[other] { $count } cellules, montrées comme texte.
} Rien du notebook n’est exécuté ici.
notebook-cell = Cellule { $number }
notebook-code = code
notebook-markdown = texte
notebook-raw = brute
notebook-source = Tel qu’écrit ({ $media }), non exécuté
notebook-table = Tableau dans une sortie
notebook-more-rows = { $count ->
    [one] 1 autre ligne, à lire tel qu’écrit.
   *[other] { $count } autres lignes, à lire tel qu’écrit.
}
notebook-picture = Figure dans une sortie de la cellule { $number }
notebook-attachment = Joint et non montré : { $name }
notebook-unshown = Non montré : { $media }, { $size }
text-as-is = Montré comme texte brut.
text-of = Contenu de { $file }

## La clé du sas

key-title = La clé publique du sas
key-what = Chaque archive sortie est signée par le sas. Avec cette clé, chacun peut prouver, sans compte, qu’une archive est bien ce que les vérificateurs ont approuvé.
key-how = Comment vérifier une archive
key-step-fetch = Téléchargez la clé :
key-step-compare = Comparez son empreinte, ci-dessous, à celle que votre administrateur vous donne par une autre voie.
key-step-verify = Sur toute machine où D2H est installé :
key-example = sortie.zip
key-proves = La commande répond ✓ seulement si la signature est celle du sas, si chaque fichier est à l’octet près celui qui fut approuvé, et si rien ne manque ni ne s’ajoute.
key-fingerprint = Empreinte (SHA-256 de la clé au format DER)
key-itself = La clé

## Chiffres des vérifications

figures-title = Chiffres
figures-means = De chaque envoi qui a passé les contrôles à la décision des vérificateurs ; ce qui est sorti, sans ce qui a été repris.
figures-decided = Décisions
figures-median = Durée médiane
figures-ninth = Neuf sur dix en
figures-returned = Renvoyées
figures-released = Sorties
figures-size = Volume
figures-all = Ensemble
figures-none = Rien n’a encore été décidé.

## Refus

refused-title-401 = Votre session est terminée
refused-title-403 = Cela ne vous est pas ouvert
refused-title-404 = Introuvable
refused-title-409 = La situation a changé entre-temps
refused-title-422 = Il manque quelque chose
refused-title-503 = Injoignable pour l’instant
refused-title-other = Cela n’a pas abouti
refused-typed = Ce que vous aviez écrit
refused-home = Vers les demandes
session-ended = Reconnectez-vous, puis envoyez vos mots de nouveau : ils sont ci-dessous, à copier.
choice-missing = Choisissez : approuver, renvoyer pour correction ou refuser.
words-too-long = Un commentaire a au plus { $limit } caractères. Raccourcissez-le ; tout ce que vous avez écrit est encore là.
form-unreadable = Le formulaire est arrivé incomplet. Rechargez la page et envoyez-le de nouveau.
turn-changed = L’auteur a soumis d’autres fichiers pendant votre lecture : c’est maintenant la soumission { $turn }. Relisez ; tout ce que vous avez écrit est encore dans le formulaire.
request-state = Ce n’est plus possible : la demande est maintenant « { $state ->
    [DRAFT] brouillon
    [CHECKING] contrôles en cours
    [BLOCKED] bloquée par les contrôles
    [SUBMITTED] en vérification
    [RETURNED] à corriger
    [APPROVED] approuvée
    [RELEASED] sortie
    [REJECTED] refusée
    [WITHDRAWN] retirée
    [REVOKED] révoquée
   *[other] { $state }
} ».

display-title = Affichage
display-of = Affichage : { $project }
display-means = Octets que les espaces de travail ont envoyés aux navigateurs de leurs chercheurs : sorties de cellules, fichiers, terminaux. Le compteur d'affichage les compte hors des espaces de travail.
display-last-hour = Dernière heure
display-hour-budget = Budget d'une heure
display-last-day = Dernier jour
display-day-budget = Budget d'un jour
display-none = Aucun espace de travail n'a rien affiché ces dernières 24 heures.
display-paused-hour = Le budget d'une heure a été épuisé.
display-paused-day = Le budget d'un jour a été épuisé.
display-paused-until = Les espaces de travail sont en pause jusqu'au
display-now = Dernière heure : { $hour } sur { $hour_budget } ; dernier jour : { $day } sur { $day_budget }.
display-by-hour = Heure par heure
display-graph = Barres des dernières 24 heures ; la plus haute vaut { $most }
display-line = en tirets : le budget d'une heure, { $budget }
display-numbers = La même chose en chiffres
display-hour = Heure
display-shown = Affiché
display-by-session = Session par session
display-person = Personne
display-opened = Ouverture
display-closed = Fermeture
display-open = ouverte
display-code = Code
display-course = Évolution
display-pieces = { $count ->
    [0] aucun
    [one] un morceau
   *[other] { $count } morceaux
}
display-code-of = Code exécuté
display-code-means = Les 500 derniers morceaux de la session, tels qu'ils ont été envoyés à l'espace de travail, 4 000 caractères de chacun. Les fichiers qu'ils exécutent n'apparaissent pas ici.
display-code-none = Aucun code n'a été exécuté pendant que cet espace de travail était ouvert.
display-kind-cell = cellule
display-kind-input = réponse à input()
display-kind-debugger = débogueur
display-kind-terminal = terminal
display-kind-job = traitement différé
code-for-checkers = Le code exécuté pendant une session n'est montré qu'aux vérificateurs des sorties et aux administrateurs.
