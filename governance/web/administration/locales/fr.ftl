# Mots des pages d'administration.

site-title = D2H · Administration
skip-to-content = Aller au contenu
nav-language = Langue
nav-main = Principale
nav-catalogue = Catalogue
nav-hub = Mes projets
language-fr = Français
language-en = English
log-out = Se déconnecter
footer = Tout changement fait ici figure au journal d'audit, avec votre nom.

## La première page, et le menu

start-title = Administration
nav-projects = Projets
area-projects = Où en est chaque projet, ce qu'il attend et de qui ; sa vie, ses autorisations, ses membres, ses ressources et son fichier.
nav-audit = Audit
area-audit = Qui a fait quoi, et quand : recherche par personne, projet, événement et jours, gardée en CSV.

## Refus

refused-title = Cette page ne peut pas être montrée
refused-typed = Ce que vous avez écrit ; copiez-le avant de quitter cette page
refused-home = À l'administration
administration-closed = Rien de l'administration ne vous est ouvert. Demandez à un administrateur.
area-closed = Cette page ne vous est pas ouverte. Demandez à un administrateur.
page-for-people = Cette adresse se lit par des personnes, dans une fenêtre à elle.
page-unknown = Cette page n'existe pas dans l'administration.
person-not-registered = { $user } n'est pas enregistré dans la gouvernance. Demandez à un administrateur.
login-failed = La connexion n'est pas allée à son terme. Ouvrez de nouveau l'administration.
login-refused = Le portail n'admet pas ce compte à l'administration. Demandez à un administrateur.
csrf-missing = Ce formulaire n'est plus valable. Rechargez la page, puis envoyez-le de nouveau.
session-ended = Votre connexion a pris fin. Copiez ce que vous avez écrit, reconnectez-vous et envoyez-le de nouveau.
reason-unfit = Dites pourquoi, en { $most } caractères au plus.
hub-unreachable = Le portail ne répond pas. Réessayez dans un instant.
database-busy = La base est occupée. Réessayez dans un instant.

## Le journal d'audit

audit-title = Journal d'audit
audit-lead = Ce qui s'est passé, le plus récent d'abord. Les jours sont ceux d'UTC ; ce qui reste vide n'est pas cherché.
audit-zone = Zone
audit-actor = Qui
audit-project = Projet
audit-event = Événement
audit-since = Du
audit-until = Au
audit-send = Chercher
audit-clear = Effacer
audit-export = Garder en CSV
audit-nothing-found = Aucun enregistrement n'est ainsi. Noms et événements se cherchent comme ils s'écrivent : project.activated, par exemple.
audit-number = enregistrement { $number }
audit-details = Détails
audit-older = Enregistrements plus anciens
audit-day-wrong = « { $day } » n'est pas un jour. Écrivez-le ainsi : 2026-11-27.
audit-zone-unknown = Aucune zone ne s'appelle « { $zone } ». Choisissez-en une dans la liste.

## People

nav-people = Personnes
people-title = Personnes
people-lead = Toutes les personnes inscrites, avec ce que chacune a prouvé et où elle travaille. Une date est marquée le mois qui la précède, et une fois passée.
people-search = Identifiant ou nom
people-none = Personne ne porte ce nom.
people-more = { $count ->
    [one] et un autre
   *[other] et { $count } autres
}
people-next = Les suivantes
people-column-person = Personne
people-column-roles = Rôles
people-column-training = Formation jusqu’au
people-column-factor = Second facteur
people-column-projects = Projets et fin d’accès
person-left-on = partie le { $day }
role-admin = administrateur
role-researcher = chercheur
role-output-checker = vérificateur des sorties
role-data-owner = responsable des données
role-data-protection-officer = délégué à la protection des données
role-lapsed = pas en vigueur
role-lapsed-for = pas en vigueur, formation manquante ou échue : { $kinds }
training-missing = manque
factor-demanded = exigé à la connexion
factor-for = { $role } : l’un de { $proofs }
factor-none = aucun n’est exigé
charter-signed = signée
charter-unsigned = charte non signée
untold = non dit
person-identity = Identité
person-username = Identifiant
person-site = Établissement
person-email = Courriel
person-language = Langue
person-audit = Ce que cette personne a fait, dans l’audit
person-projects = Projets
person-no-project = Aucun projet ne nomme cette personne.
membership-project = Projet
membership-role = Rôle dans le projet
membership-state = État
membership-end = Fin d’accès
membership-charter = Charte
person-training = Attestations de formation
person-no-certificate = Aucune attestation n’a été enregistrée.
certificate-kind = Formation
certificate-by = Délivrée par
certificate-given = Délivrée le
certificate-until = Dernier jour
certificate-document = SHA-256 du document
## Sites

nav-sites = Établissements
sites-title = Établissements
sites-lead = On vient de demander à chaque passerelle si elle répond, et de prouver qu’elle est celle de la fiche de l’établissement.
sites-none = Aucun établissement n’est inscrit.
site-gateway = Passerelle
site-certificate = Certificat jusqu’au
site-certificate-unreadable = la fiche n’en contient aucun qui se lise
site-heard = Dernier contact
site-never = jamais
site-audit = Copie de son audit
site-copied = { $records } enregistrements
site-audit-read = La lire
site-key = Clé du responsable des données
site-key-means = à comparer par téléphone
site-permits = Autorisations
site-permits-count = { $signed ->
    [0] aucune signée
    [one] une signée
   *[other] { $signed } signées
}, { $asked ->
    [0] aucune n’attend de signature
    [one] une attend une signature
   *[other] { $asked } attendent une signature
}
site-datasets = Jeux de données
answer-up = répond
answer-down = ne répond pas
answer-unproved = répond, sans prouver son identité
trouble-never-sent = rien n’a jamais été envoyé
trouble-silent = silencieux depuis une heure et plus
trouble-parted = diffère de la copie

## Permits

nav-permits = Autorisations
permits-title = Autorisations d’accès
permits-lead = Ce qui a été demandé à chaque établissement, et ce que son responsable des données a signé. Une passerelle ne s’ouvre qu’avec une autorisation signée.
permits-every-site = Tous les établissements
permits-over-too = aussi celles qui ont pris fin
permits-none = Il n’y a pas de telle autorisation.
permits-next = Les suivantes
permit-title = Autorisation d’accès
permit-project = Projet
permit-site = Établissement
permit-version = Version
permit-mode = Mode
permit-dates = Dates
permit-state = État
permit-document = Document
permit-open = Ouvrir
permit-open-for = Ouvrir l’autorisation de { $project } à { $site }, version { $version }
permit-purpose = Finalité
permit-members = Membres
permit-digest = SHA-256
permit-signature = Signature
permit-proved = du responsable des données dont la clé est inscrite
permit-unproved = pas de la clé inscrite aujourd’hui
permit-unsigned = personne n’a encore signé
permit-tables-of = Tables de { $dataset }
permit-table = Table
permit-columns = Colonnes
permit-rows = Lignes
permit-rows-all = toutes
permit-rows-some = { $conditions ->
    [one] celles d’une condition
   *[other] celles de { $conditions } conditions
}
permit-whole = Le document entier
permit-whole-signature = Le texte signé
permit-waiting = attend une signature
permit-in-force = en vigueur
permit-not-its-time = signée, hors de ses dates
permit-replaced = remplacée
permit-taken-back = retirée
permit-not-there = Il n’y a pas de telle autorisation.

## Data sets

nav-datasets = Jeux de données
datasets-title = Jeux de données
datasets-lead = Ce que détient chaque établissement d’après sa fiche, et quels projets le lisent ou demandent à le lire.
datasets-of = Jeux de données de { $site }
dataset-name = Jeu de données
dataset-version = Version en vigueur
dataset-rows = Lignes
dataset-projects = Projets
dataset-kept = reste sur { $version }
dataset-unsigned = pas encore signé
dataset-unused = aucun
dataset-table-rows = ≈ { $rows ->
    [one] { NUMBER($rows) } ligne
   *[other] { NUMBER($rows) } lignes
} dans { $tables ->
    [one] une table
   *[other] { $tables } tables
}

## Running now

nav-running = En ce moment
running-title = En ce moment
running-lead = D’après ce que la gouvernance enregistre à cet instant. Un espace dont le hub n’a pu dire la fin reste ici jusqu’à sa prochaine ouverture.
running-hub-jobs = Les traitements sur le hub, pour en arrêter un
running-workspaces = { $count ->
    [0] Espaces de travail
    [one] Un espace de travail ouvert
   *[other] { $count } espaces de travail ouverts
}
running-no-workspace = Aucun espace de travail n’est ouvert.
running-jobs = { $count ->
    [0] Traitements
    [one] Un traitement
   *[other] { $count } traitements
}
running-no-job = Aucun traitement ne tourne ni n’attend.
running-gpus = GPU
running-no-gpu = Aucun GPU n’est déclaré, et personne n’en attend.
running-drained = Machines qui ne prennent rien de nouveau
running-none-drained = Aucune : espaces et traitements démarrent partout.
running-project = Projet
running-person = Personne
running-since = Depuis
running-job = Traitement
running-state = État
running-size = Taille
running-device = Carte
running-node = Machine
running-holder = Tenue par
running-free = libre
running-queue = En attente, dans leur ordre
running-called = son tour
job-size = { NUMBER($cpus) } processeurs, { NUMBER($memory, maximumFractionDigits: 1) } Gio
job-size-gpu = { NUMBER($cpus) } processeurs, { NUMBER($memory, maximumFractionDigits: 1) } Gio, { $gpus } GPU
job-queued = attend
job-running = tourne

## The menu, for these pages

area-people = Qui est chacun, ce qu’il a prouvé, où il travaille et jusqu’à quand.
area-sites = Si chaque passerelle répond, son certificat, et la copie de son audit.
area-datasets = Ce que détient chaque établissement, et quels projets le lisent.
area-permits = Ce qui a été demandé à chaque établissement et signé, avec le document et sa signature.
area-running = Espaces ouverts, traitements, GPU et qui en attend un, machines qui ne prennent rien de nouveau.
search-send = Chercher

## What is recorded of a person

certificate-file = Le document lui-même
certify-title = Enregistrer une attestation
certify-lead = Du document, on garde le SHA-256, pas le fichier : conservez le document vous-mêmes. Il peut faire 4 Mio.
certify-send = L’enregistrer
leave-title = Cette personne s’en va
leave-lead = Dès lors, personne n’entre, ne lit, ne demande ni ne vote sous ce nom ; ce qui est ouvert se ferme en une minute. Le nom reste pour l’audit.
leave-reason = Motif
leave-send = Est partie
return-title = Cette personne revient
return-lead = Avec ses rôles et ses projets d’avant.
return-send = Est revenue
done-certified = L’attestation est enregistrée.
done-known = Cela était déjà enregistré : rien n’a changé.
done-left = Cette personne est partie. Retirez son nom des fichiers des projets ci-dessous.
done-returned = Cette personne est revenue.
paper-missing = Choisissez le document lui-même : son SHA-256 prouvera plus tard duquel il s’agissait.
paper-unfit = Rien n’a été enregistré : { $count ->
    [one] une saisie ne convient
   *[other] { $count } saisies ne conviennent
} pas.

## Access reviews

nav-reviews = Revues des accès
reviews-title = Revues des accès
reviews-lead = Une fois par an, quelqu’un confirme que les membres d’un projet peuvent continuer ; sinon leur accès prend fin de lui-même.
reviews-soon = Sont montrées les revues à faire dans les { $days } jours.
reviews-none = Aucune revue n’est à faire.
reviews-all = Montrer tous les projets
review-due = à faire avant le { $day }
member-left = est partie
review-send = Ces membres peuvent continuer un an
review-send-for = { $project } : ces membres peuvent continuer un an
done-reviewed = L’accès est confirmé pour un an.
area-reviews = Quels accès sont à confirmer pour un an, et avant quand.

## Les projets

project-new = Nouveau projet
projects-search = Identifiant ou finalité
projects-none-so = Aucun projet que vous puissiez voir n’est ainsi.
projects-next = Les suivants
projects-nothing = Il n'y a pas de projet que vous puissiez voir.
column-project = Projet
column-state = État
column-ends = Fin
column-members = Membres
column-sites = Établissements
column-waits = Il attend
column-site = Établissement
column-version = Version
column-permit-state = Signature
column-mode = Mode
column-days = Valable
column-digest = Autorisation
permit-proposed = pas encore signée
permit-signed = signée
permit-superseded = remplacée
permit-withdrawn = retirée

## Un projet

project-lacks = Ce qui manque
project-about = Le projet
project-purpose = Finalité
project-days = Ouvert
project-ends = Ce qui prend fin
project-edit = Modifier son fichier
project-permits = Autorisations d'accès
project-no-permit = Rien n'est demandé à aucun établissement.
project-life = Sa vie
project-no-step = Aucune étape n'a été enregistrée.
project-use = Ressources utilisées
use-jobs = { $count ->
    [one] { NUMBER($count) } traitement exécuté
   *[other] { NUMBER($count) } traitements exécutés
}
use-hours = { NUMBER($value, maximumFractionDigits: 1) }
use-core-hours = heures-cœur
use-gpu-hours = heures-GPU
use-memory = Gio-heures de mémoire
use-open = { $count ->
    [one] heures d'espaces de travail ouverts, en { NUMBER($count) } fois
   *[other] heures d'espaces de travail ouverts, en { NUMBER($count) } fois
}
use-means = Ce que chaque calcul et chaque espace de travail a reçu, pour le temps de sa durée ; un espace ouvert, tel que compté dans les dernières minutes.
use-by-month = Usage par mois
use-month = Mois
use-member = Membre
use-shared = le dossier partagé
use-open-hours = heures d'ouverture
use-gigabytes = Go de fichiers, au dernier relevé
use-keep = Garder sous { $name }
use-free = { $kind } : { $free } sur { $count } libres à présent
use-waiting = { $count ->
    [0] Personne n'attend de GPU.
    [one] 1 demande de GPU attend.
   *[other] { $count } demandes de GPU attendent.
}
use-no-gpu = Aucun GPU n'est déclaré ici.
project-file = Le fichier du projet
project-keep-file = Garder sous le nom { $name }
record-step = Enregistrer : { $step }
record-means = Le fichier lui-même n'est pas conservé, seule son empreinte SHA-256 l'est : gardez le document. Il peut être enregistré de nouveau à tout moment ; le dernier compte.
step-kind = Quelle base
step-reference = Son numéro
step-until = Dernier jour, s'il y en a un
act-activate = Le rendre actif
means-activate = Ses membres ouvrent des espaces de travail et lisent ce que les établissements ont signé. Ce qui manque est dit, et rien n'est alors changé.
act-suspend = Suspendre
means-suspend = Qui y travaille cesse de lire en moins d'une minute, et ses espaces de travail se ferment. Rien n'est perdu.
act-resume = Reprendre
means-resume = Ses membres y travaillent de nouveau, s'il ne lui manque rien.
act-archive = Archiver
show-archive = Archiver ce projet …
means-archive = Plus personne n'y travaillera, et on ne peut y revenir. Voici ce que cela changerait :
archive-permit = l'autorisation de { $site }, version { $version }, prend fin
archive-member = { $user } n'y lit plus et n'y travaille plus
archive-files = Ceci consigne la fin ; aucun fichier n'est déplacé. Pour garder d'abord le travail de ses membres dans un fichier chiffré, l'administrateur de la machine tape plutôt ./d2h archive.
archive-until = Jour avant lequel ses données doivent être détruites, s'il y en a un
type-project = Pour confirmer, tapez { $project }
project-not-named = Rien n'a été fait : tapez { $project }, l'identifiant du projet, dans le dernier champ.
act-destroy = Consigner la destruction
show-destroy = Consigner que ses données ont été détruites …
means-destroy = Ceci garde la preuve, par l'empreinte SHA-256 du certificat choisi ; rien n'est détruit par là. Sa vie et son audit restent. On ne peut y revenir.
destroyed-by = Détruit par
destroyed-on = Détruit le
reason = Motif
done-applied = { $project } : appliqué.
done-recorded = { $project } : enregistré.
done-activated = { $project } est actif.
done-suspended = { $project } est suspendu.
done-resumed = { $project } est de nouveau actif.
done-archived = { $project } est archivé.
done-destroyed = { $project } est déclaré détruit.

## Son fichier, modifié

edit-title = Le fichier de { $project }
edit-lead = Modifiez le texte, regardez ce que cela ferait, puis appliquez. Rien ne change avant.
edit-plan = Montrer ce que cela changerait
edit-apply = Appliquer ce plan
edit-line = ligne { $line }
edit-difference = La différence dans le texte
edit-others = Ce qui a changé depuis que vous avez ouvert le fichier
project-edited-meanwhile = Quelqu'un a modifié { $project } après que vous avez ouvert son fichier. Rien de vous n'a été appliqué, votre texte est gardé ci-dessous : reprenez les changements montrés ici, puis regardez de nouveau le plan.
