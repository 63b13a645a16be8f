# Les mots de la gouvernance. Un message par code ; les deux langues ont les mêmes codes.

governance-ready = La gouvernance est prête : base de données et clé de signature sont en place.

## Réglages, base de données, clés
setting-invalid = Le réglage { $name } a une valeur inutilisable. Corrigez-le dans l'environnement de cette installation.
database-url-invalid = D2H_GOVERNANCE_DATABASE_URL n'est pas une adresse SQLite ou PostgreSQL. Écrivez sqlite:///… ou postgresql+psycopg://…
database-not-migrated = La base de données n'est pas prête pour cette version. Lancez : python -m governance.migrate
database-unreachable = La base de données ne répond pas. Vérifiez son adresse dans D2H_GOVERNANCE_DATABASE_URL et que son serveur tourne.
database-busy = La base de données est occupée ou ne répond pas. Réessayez dans un instant.
governance-read-only = Ce programme peut lire la gouvernance, pas la modifier.
metrics-address-wrong = { $address } n'est pas une adresse où donner des mesures. Écrivez HÔTE:PORT, par exemple 127.0.0.1:8023, ou laissez vide.
key-unreadable = La clé { $path } n'est pas lisible comme clé Ed25519 au format PEM. Restaurez-la depuis une sauvegarde.
signature-invalid = La signature ne prouve pas ce qu'elle prétend ({ $kind }).

## Fichiers écrits à la main
files-wrong = { $count ->
    [one] Une chose à corriger ; rien n'a été modifié.
   *[other] { $count } choses à corriger ; rien n'a été modifié.
}
file-missing = Ce fichier n'existe pas.
file-unreadable = Ce fichier ne peut pas être lu ({ $reason }).
file-too-large = Ce fichier dépasse { $largest } octets.
file-not-utf-8 = Ce fichier n'est pas du texte UTF-8. Enregistrez-le en UTF-8.
yaml-unreadable = Ce n'est pas du YAML ({ $reason }). Vérifiez l'indentation, les deux-points et les guillemets à partir de cette ligne, en remontant.
yaml-not-a-mapping = Le fichier doit commencer par des clés comme « project: ».
yaml-too-large = Le document est trop profond ou, une fois ses alias suivis, trop grand.
key-twice = La clé « { $key } » figure deux fois au même endroit. Gardez-en une.
key-missing = Il manque « { $missing } » ici.
key-unknown = Cette clé n'est pas connue ici. Connues : { $known }.
value-not-one-of = La valeur doit être l'une de : { $expected }.
value-not-a-name = Le nom peut contenir des lettres minuscules, des chiffres et des séparateurs simples, et commence par une lettre.
value-greater-than-equal = La valeur doit être au moins { $bound }.
value-less-than-equal = La valeur doit être au plus { $bound }.
value-empty = Il faut quelque chose ici.
value-too-long = C'est trop long ; { $most } au plus.
value-invalid = { $expected ->
    [bool] true ou false est attendu ici.
    [int] Un nombre entier est attendu ici.
    [float] Un nombre est attendu ici.
    [string] Du texte est attendu ici.
    [list] Une liste est attendue ici.
   *[mapping] Des clés avec leurs valeurs sont attendues ici.
}
number-not-exact = Seuls les entiers jusqu'à 9007199254740991 et les décimaux finis peuvent être signés.
date-not-iso = Une date est attendue, écrite 2026-12-31.
memory-unreadable = Une quantité de mémoire est attendue, écrite 512M ou 2G.
not-a-certificate = Un certificat au format PEM est attendu.
not-a-public-key = Une clé publique Ed25519 au format PEM est attendue.

## Fichiers de projet
ends-before-start = Le projet finirait avant de commencer ({ $starts }).
lead-missing = Aucun membre ne dirige le projet. Donnez « role: lead » à l'un d'eux.
algorithm-twice = { $name } est déjà un algorithme plus haut.
notebook-digest-wrong = Ce n'est pas le SHA-256 d'un carnet, 64 chiffres hexadécimaux. d2h.jobs.digest("carnet.ipynb") le dit dans un espace de travail.
algorithm-own-approval = { $name } a été approuvé par son auteur. Une autre personne doit le lire et l'approuver.
member-twice = { $name } est déjà membre plus haut.
site-twice = { $name } est déjà dans cette liste. Écrivez une fois chaque établissement.
dataset-twice = { $name } est déjà demandé à { $site } plus haut, dans une autre autorisation. Demandez une fois chaque jeu de données d'un établissement.
column-twice = { $name } est déjà dans la liste.
project-twice = { $other } décrit le même projet. N'en donnez qu'un.
condition-takes-no-value = « { $op } » ne prend pas de valeur.
condition-takes-a-list = « { $op } » prend une liste de valeurs : [1, 2].
condition-takes-one-value = « { $op } » prend une seule valeur.
person-twice = { $name } figure deux fois dans ce fichier.
person-unknown = { $user } n'est pas inscrit. Chercheurs : { $known }. Inscrivez les personnes avec : d2h people apply FICHIER
person-not-researcher = { $user } est inscrit sans le rôle researcher, dont un membre a besoin.
site-unknown = { $site } n'est pas un établissement inscrit. Inscrits : { $known }.
dataset-unknown = { $sites } ne publie pas de jeu de données « { $name } ». Connus là : { $known }.
table-unknown = { $sites } ne publie pas de table « { $name } » dans ce jeu de données. Proches : { $known }.
column-unknown = { $sites } ne publie pas de colonne « { $name } » dans cette table. Proches : { $known }.

## Plans
plan-project-create = Projet { $project } : à créer
plan-project-change = Projet { $project } : à modifier
plan-project-none = Projet { $project } : rien à modifier
plan-field = { $field } : { $value }
plan-field-changed = { $field } : { $before } → { $after }
plan-member = membre { $user } ({ $role })
plan-member-role = membre { $user } : { $before } → { $after }
plan-algorithm = algorithme { $name } : carnet { $notebook }, de { $author }, approuvé par { $approved_by }
plan-algorithms-alone = les autorisations sont pour ses algorithmes seuls : les membres les lancent comme traitements et ne lisent rien eux-mêmes
plan-member-stops = { $user } ne pourra plus lire ni ouvrir l'espace de travail, dans la minute qui suit l'application
plan-permit-asked = autorisation demandée à { $sites } : version { $version }, { $mode }
plan-permit-asked-again = autorisation demandée à nouveau à { $sites }, qui l'avait retirée : version { $version }, { $mode }
plan-permit-changed = nouvelle autorisation demandée à { $sites } : version { $version }, { $mode }
plan-permit-continues = la version { $version } reste en vigueur à { $sites } jusqu'à la signature de la nouvelle
plan-permit-ended = autorisation qui n'est plus demandée à { $sites } : la version { $versions } prend fin
plan-proposal-dropped = la proposition non signée à { $sites } est abandonnée : version { $versions }
plan-reading-stops = une autorisation signée prend fin : personne ne lit à { $sites } tant que le responsable des données n'en signe pas une nouvelle
plan-table = { $table } : { $columns }
plan-table-rows = { $table } : { $columns } ; seulement les lignes où { $rows }
plan-table-removed = { $table }
plan-columns = { $table } : { $columns }
plan-rows = { $table }, lignes : { $before } → { $after }
plan-term = { $dataset }, { $term } : { $value }
plan-term-changed = { $dataset }, { $term } : { $before } → { $after }
plan-step = { $step } : { $reference }, { $by }, { $given }, jusqu'au { $until }
plan-activates = le projet devient actif
plan-outdated = Quelqu'un a modifié un projet entre-temps : le plan n'est plus celui qui était affiché. Rien n'a été modifié ; refaites le plan.
project-exists = Un projet de ce nom existe déjà : { $id }. Ouvrez sa page pour le modifier.
project-renamed = C'est le fichier de { $id } : un projet garde son identifiant. Créez un nouveau projet pour un autre.
members-changed = Les membres de { $project } ont changé entre-temps : regardez-les à nouveau. Rien n'a été confirmé.
apply-confirm = Appliquer ces modifications ?
applied = { $count ->
    [0] Rien à modifier.
    [one] Un projet appliqué.
   *[other] { $count } projets appliqués.
}

## Noms dans les phrases
name-records = données individuelles
name-aggregates = agrégats seulement
name-lead = responsable
name-researcher = chercheur
name-active = actif
name-suspended = suspendu
name-draft = brouillon
name-archived = archivé
name-destroyed = détruit
name-change = modifié
name-committee = avis du comité
name-basis = base réglementaire
name-register = registre du délégué à la protection des données
name-activate = activé
name-review = accès confirmés
name-suspend = suspendu
name-resume = repris
name-archive = archivé
name-destroy = détruit
name-taken-over = actif avant que les étapes ne soient consignées
name-mr-004 = MR-004
name-cnil = autorisation de la CNIL
name-other = autre base
name-purpose = finalité
name-starts = début
name-ends = fin
name-memory = mémoire
name-cpus = processeurs
name-gpus = GPU
name-display-hour = octets affichés par heure
name-display-day = octets affichés par jour
name-threshold = plus petit groupe diffusé
name-votes = avis favorables pour sortir
name-site_votes = avis du responsable des données de chaque établissement
name-same_site = vérificateurs de l’établissement de l’auteur
name-fast_lane = voie rapide pour les agrégats signés
name-keep_days = jours de conservation des fichiers d’une demande close
name-degrees_of_freedom = degrés de liberté d’un modèle, au moins
name-rows = lignes d’un tableau, au plus
name-columns = colonnes d’un tableau, au plus
name-source_literals = valeurs écrites dans le code, au plus
name-zeros = cases à zéro
name-extremes = minimum et maximum
name-rounding = effectifs arrondis à
name-midpoint = effectifs arrondis au milieu de pas de
name-leaf = personnes dans une feuille d’arbre, au moins
name-protection = valeurs que garde un effectif masqué, au moins
name-file_types = types de fichiers diffusés
name-finding-pass = laissés passer
name-finding-review = examinés par un vérificateur
name-finding-block = bloqués
name-yes = oui
name-no = non
name-allow = peuvent juger
name-refuse = ne peuvent pas juger
name-title-fr = titre (français)
name-title-en = titre (anglais)
name-mode = mode
name-minimum-group-size = plus petit groupe
name-dates = dates
name-free-text = texte libre
name-linked = patients reliés entre établissements
name-shared-times = sommes par pas de temps
name-version = version
name-exact = exactes
name-month = réduites au mois
name-shifted = décalées par patient
name-true = oui
name-false = non

## Projets
project-unknown = Il n'y a pas de projet « { $project } ».
project-step = Le projet { $project } est { $state ->
    [DRAFT] encore à l'état de brouillon
    [ACTIVE] actif
    [SUSPENDED] suspendu
    [ARCHIVED] archivé
   *[DESTROYED] détruit
} : il ne peut pas { $step ->
    [change] être modifié
    [activate] être activé
    [review] être revu
    [suspend] être suspendu
    [resume] être repris
    [archive] être archivé
    [destroy] être déclaré détruit
   *[other] recevoir cette étape
} à présent. Où il en est : d2h project life { $project }
project-not-ready = { $count ->
    [one] Il manque une chose pour que le projet { $project } soit actif ; rien n'a été modifié :
   *[other] Il manque { $count } choses pour que le projet { $project } soit actif ; rien n'a été modifié :
}
list-lacks = { $count ->
    [one] il manque une chose
   *[other] il manque { $count } choses
} : on attend { $turns }
lack = { $what } On attend { $turn }.
turn-committee = le comité scientifique et éthique
turn-lead = le responsable du projet
turn-data-owners = les responsables des données des établissements
turn-officer = le délégué à la protection des données
turn-admin = un administrateur
lacks-committee = L'avis du comité scientifique et éthique n'est pas consigné : sur la page du projet, ou d2h project record PROJET committee.
lacks-basis = La base réglementaire n'est pas consignée (MR-004 avec son numéro au répertoire public, ou autorisation de la CNIL) : sur la page du projet, ou d2h project record PROJET basis.
lacks-register = L'inscription au registre du délégué à la protection des données n'est pas consignée : sur la page du projet, ou d2h project record PROJET register.
lacks-signature = { $sites } : ce qui est demandé n'est pas signé.
project-step-over = { $step ->
    [committee] L'avis du comité valait
    [basis] La base réglementaire valait
   *[register] L'inscription au registre du délégué à la protection des données valait
} jusqu'au { $until }. Consignez la suivante : d2h project record.
access-review-over = La revue annuelle des accès était due le { $due }. Un administrateur confirme les membres par : d2h project review.
basis-left-by-pooling = La base est la MR-004, qui ne couvre pas la réunion de données individuelles de plusieurs hôpitaux ({ $sites }) : demandez une autorisation à la CNIL, ou des agrégats seulement, qui restent dans la MR-004. À vérifier avec vos délégués à la protection des données.
step-without-kind = Précisez la base : mr-004, cnil ou other.
step-takes-no-kind = Seule la base réglementaire a un genre.
step-without-reference = { $kind ->
    [mr-004] La MR-004 demande le numéro du projet au répertoire public.
    [cnil] Une autorisation de la CNIL demande son numéro.
   *[other] Sa référence manque : le numéro sous lequel on la retrouve.
}
step-without-document = Le document manque : son SHA-256 dans un fichier, son chemin à la commande.
step-not-yet-given = La date indiquée, { $given }, est encore à venir.
step-ends-before-given = Elle prendrait fin avant d'être donnée ({ $given }).
step-recorded = { $project } : { $step }, consigné.
step-known = { $project } : { $step }, déjà consigné mot pour mot.
access-confirmed = L'accès à { $project } est confirmé pour ces membres jusqu'au { $due }.
review-confirm = Travaillent-ils tous encore à ce projet ?
project-now-archived = Le projet { $project } est archivé : plus personne n'y travaille, ses autorisations ont pris fin.
project-now-destroyed = Le projet { $project } est déclaré détruit. D2H garde la preuve, sa vie et sa trace.
life-title = La vie d'un projet
life-opening = Cette page est écrite à partir de la table que la gouvernance elle-même lit (`governance/projects/steps.py`) ; elle ne se modifie pas à la main.
life-steps = Étapes
life-column-step = Étape
life-column-turn = On attend
life-column-document = Un document, gardé par son SHA-256
life-column-reference = Un numéro
life-column-audit = Dans la trace
life-when = Dans quel état
life-needs = Ce qu'il faut à un projet avant d'être actif
life-signatures = la signature du responsable des données de chaque établissement sollicité
life-over = Une étape consignée à nouveau prend la place de la précédente, qui reste dans l'histoire. Passé le dernier jour d'une étape nécessaire, personne ne travaille au projet avant que la suivante soit consignée. Tous les { $days } jours un administrateur confirme les membres ; la première échéance court depuis l'activation. Sinon l'accès cesse, dans la minute. Des rappels partent { $first } et { $second } jours avant chaque fin.
life-state = Projet { $project } : { $state }
life-end = { $what } : fin le { $day }
life-step = { $step } : { $by }
life-until = jusqu'au { $day }
life-recorded-by = consigné par { $who }
end-project = Le projet
end-committee = L'avis du comité
end-basis = La base réglementaire
end-register = L'inscription au registre
end-review = La revue des accès
end-archive = La durée d'archivage
project-now-suspended = Le projet { $project } est suspendu : d'ici une minute personne ne lit plus pour lui.
project-now-active = Le projet { $project } est actif.
projects-none = Aucun projet encore. Appliquez un fichier de projet avec : d2h project apply FICHIER
not-an-admin = { $user } n'est pas administrateur et ne peut pas faire cela.
not-a-member = { $user } n'est pas membre du projet { $project }. Son responsable peut le demander à l'administrateur.
project-not-active = Le projet { $project } est { $state ->
    [DRAFT] encore à l'état de brouillon : il lui manque avis, références ou signatures
    [SUSPENDED] suspendu
   *[other] clos
}. Demandez pourquoi à l'administrateur.
project-not-started = Le projet { $project } commence le { $starts }.
project-expired = Le projet { $project } a pris fin le { $ends }. Son responsable peut demander une prolongation.
no-permit-in-force = Aucune autorisation d'établissement ne vous laisse lire pour le projet { $project } aujourd'hui. Les responsables des données doivent la signer.
display-budget-spent = { $window ->
    [hour] Les espaces de travail du projet « { $project } » ont affiché les { $megabytes } Mo qu'ils peuvent afficher en une heure.
   *[day] Les espaces de travail du projet « { $project } » ont affiché les { $megabytes } Mo qu'ils peuvent afficher en un jour.
} Ils sont en pause jusqu'au { $until } ; les fichiers sont conservés. Les résultats sortent par le sas. Pour afficher davantage, adressez-vous aux administrateurs de la plateforme.
replay-permit-over = L'autorisation de l'établissement { $site } n'est plus celle sous laquelle les résultats ont été soumis : soumettez-les à nouveau.
replay-ticket-over = Le temps de ce rejeu est écoulé.

## GPU et annonces
gpu-not-permitted = Le projet { $project } peut avoir { $most } GPU par espace de travail, et non { $count }. Son fichier dit combien (workspace: gpus).
gpu-unknown = Cette installation n'a pas { $count } GPU de type { $kind }.
gpu-none-listed = Aucun GPU n'y figure. Il faut ce qu'affiche nvidia-smi -L.
gpu-no-driver = nvidia-smi ne répond pas sur cette machine : installez le pilote de NVIDIA, donnez la liste d'un autre nœud avec --listing, ou nommez un périphérique avec --id, --kind et --file.
gpu-unfit = Le champ { $field } du périphérique manque ou ne convient pas.
gpu-twice = Le périphérique { $id } figure deux fois.
flavour-twice = Le nom { $id } est pris : chaque gabarit a le sien, et « usual » est celui des limites du projet.
gpu-declared = Déclaré : { $id }, type { $kind }, sur { $node }. ./d2h up le propose.
gpu-nothing-new = Rien à ajouter : { $file } les nomme tous.
gpu-free = libre
gpu-none = Aucun GPU n'est déclaré.
gpu-waits = en attente, { $number } : { $holder }, { $count } de type { $kind } sur { $node }
node-name-unfit = Le nom d'une machine a des lettres, chiffres, points et tirets : celui que porte le hub, D2H_HUB_NODE.
node-drained = Aucun espace de travail ne démarre pour le moment : la machine va être arrêtée pour maintenance. Ce qui est ouvert continue.
node-reason-unfit = Dites pourquoi avec --reason, en { $most } caractères au plus.
node-already-drained = { $node } ne prend déjà plus rien : voyez d2h node list.
node-not-drained = { $node } n'est pas fermée aux démarrages : d2h node list nomme les machines qui le sont.
node-is-drained = Aucun espace de travail et aucun traitement ne démarre plus sur { $node } ; ce qui y tourne continue. d2h node reopen y met fin.
node-is-open = Les espaces de travail et les traitements démarrent de nouveau sur { $node }.
nodes-all-open = Toutes les machines acceptent des démarrages.
node-unknown = Il n'y a pas de machine { $node } : d2h worker list nomme les machines de travail.
node-away = { $node }, qui a les fichiers du projet, ne répond pas.
worker-known = Il y a déjà une machine de travail ou un hub du nom de { $worker } : voir d2h worker list.
worker-unknown = Il n'y a pas de machine de travail { $worker } : d2h worker list les nomme.
worker-unfit = Ce { $where } ne convient pas. Le nom d'une machine de travail a au plus 20 minuscules, chiffres et tirets, une lettre d'abord ; son adresse est HÔTE ou HÔTE:PORT.
worker-hub-elsewhere = Les machines de travail déclarées avant connaissent le hub comme { $address } : toutes le connaissent à une seule adresse.
worker-hub-missing = Dites avec --hub à quelle adresse de sa machine les machines de travail trouveront le hub.
worker-shares-elsewhere = Les machines de travail précédentes partagent { $folder } : toutes celles qui partagent leurs fichiers partagent un seul dossier.
shared-folder-unfit = { $reason ->
    [quota] La taille de ce que les projets gardent dans { $folder } ne peut pas être limitée : il faut root, des périphériques loop et e2fsprogs de Debian sur cette machine.
    [users] Le moteur de cette machine transpose les utilisateurs des conteneurs autrement que celui du hub : donnez aux deux le même userns-remap, ou à aucun.
    [engine] Le moteur Docker de cette machine ne répond pas : démarrez-le, et réessayez.
    [write] Root ne peut pas écrire dans { $folder }, ou son fichier d2h-storage n'est pas le nôtre : un serveur NFS doit l'exporter avec no_root_squash.
   *[missing] { $folder } n'est pas un dossier de cette machine : montez-le, et nommez-le depuis /.
}
shared-folder-away = { $folder } n'est pas ce que partagent les machines de travail : montez-le sur cette machine.
worker-has-files = { $worker } a les fichiers de { $projects } : archivez ou détruisez d'abord ces projets.
worker-in-use = Des espaces ou des traitements sont ouverts sur { $worker } : fermez-la aux démarrages, fermez-les, et réessayez.
worker-added = { $worker } est déclarée. Portez-y { $bundle } par une voie sûre (il contient sa clé), extrayez-le dans un dossier, tapez-y d2h worker serve DOSSIER et ici d2h up.
workers-none = Aucune machine de travail n'est déclarée : tous les projets travaillent sur cette machine.
worker-removed = { $worker } n'est plus une machine de travail ; d2h up ferme les portes vers elle.
announcement-empty = Dites quelque chose : --fr, --en ou les deux.
announcement-too-long = Une annonce compte au plus { $most } caractères.
announcement-time = Une annonce s'affiche au moins une minute et au plus { $days } jours.
announcement-said = Tous les espaces de travail ouverts l'affichent d'ici une minute, jusqu'au { $until }.
announcements-withdrawn = { $count ->
    [0] Aucune annonce n'était affichée.
    [one] L'annonce est retirée.
   *[other] { $count } annonces sont retirées.
}

## Personnes et établissements
people-registered = { $count ->
    [one] Inscription : { $names }
   *[other] { $count } personnes inscrites : { $names }
}
people-changed = { $count ->
    [one] Modification : { $names }
   *[other] { $count } personnes modifiées : { $names }
}
people-unchanged = Rien à modifier.
person-unregistered = { $user } n'est pas enregistré. Enregistrez les personnes par : d2h people apply FICHIER
person-left = { $user } est parti le { $day }. Si cette personne revient : d2h people return { $user }
person-here = { $user } n'est pas parti.
last-admin = { $user } est le seul administrateur : nommez-en d'abord un autre.
person-now-left = { $user } est parti : dès maintenant, plus personne n'entre, ne lit, ne demande ni ne donne d'avis sous ce nom ; les espaces ouverts et les réponses en cours s'arrêtent dans la minute.
person-still-named = Ces projets nomment encore cette personne ; retirez son nom de leurs fichiers : { $projects }
person-now-back = { $user } est de retour, avec ses rôles et ses projets d'avant.
training-lacking = Une formation manque ou son attestation a pris fin : { $kinds }. Remettez à vos administrateurs une attestation valable.
training-recorded = { $user } : formation { $kind } enregistrée, jusqu'au { $until }.
training-known = { $user } : cette attestation de { $kind } était déjà enregistrée.
training-line = formation { $kind }, jusqu'au { $until }, par { $by }
role-not-in-force = { $role } n'est pas en vigueur : une formation manque ou a pris fin ({ $kinds }).
charter-unsigned = La charte du projet { $project } attend votre signature : « Mes projets » la montre.
charter-changed = La charte a changé entre-temps : lisez la nouvelle.
second-factor-empty = Un second facteur se dit par acr, amr ou les deux.
second-factor-missing = Les rôles { $roles } demandent une connexion avec un second facteur.
policy-applied = La politique vaut dès maintenant.
charter-version = Version de la charte : { $version }
site-registered = L'établissement { $site } est inscrit. Clé du responsable des données : { $key }… Comparez-la avec l'établissement par téléphone.
site-unchanged = L'établissement { $site } est déjà inscrit avec cette fiche (clé { $key }…).
site-key-changed = Une clé de { $site }, celle du responsable des données ou celle du journal, n'est pas celle inscrite. Demandez à l'établissement par téléphone ; si c'est voulu, ajoutez --new-key : avec une autre clé de responsable, ses autorisations devront être signées à nouveau.
site-not-registered = L'établissement « { $site } » n'est pas inscrit.

## Autorisations
permit-unreadable = L'autorisation ne peut pas être lue.
permit-unknown = Cette autorisation n'a jamais été demandée à { $site }.
permit-digest-differs = L'autorisation signée n'est pas celle demandée à { $site }.
permit-not-open = Cette autorisation ne peut plus être signée ni retirée : { $state ->
    [WITHDRAWN] { $site } l'a retirée.
   *[other] une version plus récente l'a remplacée.
}

## Accès et requêtes
credential-missing = La requête ne porte pas d'« authorization: { $scheme } … ».
hub-token-invalid = Le hub ne connaît pas ce jeton.
hub-token-not-a-server = Ce jeton n'appartient pas à l'espace de travail d'un projet.
hub-token-too-broad = Ce jeton ouvre plus d'un espace de travail. Seul le jeton propre à un espace de travail est accepté.
hub-unreachable = Le hub ne répond pas. Réessayez dans un instant.
access-expired = Le jeton d'accès a expiré.
access-invalid = Le jeton d'accès n'est pas valable ici.
access-other-door = Le jeton d'accès a été fait pour un autre espace de travail. Demandez-en un là où vous l'utilisez.
clocks-apart = Les horloges du hub et de la machine interrogée diffèrent de plus de { $seconds } secondes : rien n'est répondu. Prévenez votre administrateur : les deux machines ont besoin d'un service de temps.
site-request-mismatch = La preuve a été signée pour une autre requête que celle-ci de { $site }.
site-request-replayed = Cette preuve a déjà servi : chacune ne sert qu'une fois. Renvoyez la requête, signée de nouveau.
site-request-stale = La preuve a plus de { $seconds } secondes. Vérifiez les horloges des deux machines.
request-malformed = La requête n'a pas la forme attendue.
request-too-large = La requête est trop grande.
request-too-slow = La requête a mis trop longtemps à arriver.
request-unknown = Il n'y a rien à cette adresse.

## Le journal d'audit
audit-nothing = Rien ne s'est encore passé.
audit-holds = ✓ { $zone } : { $count ->
    [one] { $count } enregistrement, intact
   *[other] { $count } enregistrements, intacts et dans l'ordre
}
audit-broken = ✗ { $zone } : enregistrement { $sequence } : { $reason }
audit-record-missing = un enregistrement avant lui manque, ou il a été déplacé.
audit-record-altered = son contenu n'est pas celui qui a été enregistré.
audit-order-broken = il ne fait pas suite à l'enregistrement précédent.
audit-signature-invalid = il n'a pas été signé par cette zone.
audit-end-missing = lui et les suivants ont été retirés de la fin.
audit-anchor-missing = le fichier d'ancrage qui marque la fin du journal a disparu.
audit-anchor-altered = le fichier d'ancrage qui marque la fin du journal a été modifié.
audit-anchor-differs = il n'est pas l'enregistrement que connaît le fichier d'ancrage.
audit-trail-unreadable = le journal de { $zone } ne peut pas être lu : sa base manque ou ne répond pas.
audit-key-unreadable = la clé publique qui prouve ce journal ne peut pas être lue.
audit-details-unfit = L'événement { $event } contient quelque chose qui ne peut pas être enregistré.
site-audit-key-missing = La fiche de { $site } date d'avant la clé de son journal : demandez-en une nouvelle à l'établissement (./d2h site describe) et inscrivez-la (./d2h sites register).
site-audit-differs = La copie du journal de { $site } au hub contient un autre enregistrement { $sequence } que l'établissement. Ne changez rien d'aucun côté, et comparez-les : l'un des deux a été modifié, ou l'établissement a été créé à nouveau.
site-audit-broken = Ce que { $site } a envoyé de son journal ne tient pas à l'enregistrement { $sequence } ({ $fault }) ; rien n'en a été gardé.

## Ce qui s'est passé
event-other = { $actor } : { $event } ({ $subject })
event-person-registered = { $actor } a inscrit { $subject } ({ $roles })
event-person-changed = { $actor } a modifié ce qui est connu de { $subject } ({ $roles })
event-person-left = { $subject } est parti ; { $actor } l'a enregistré : { $reason }
event-person-returned = { $actor } a enregistré le retour de { $subject }
event-person-trained = { $actor } a enregistré une attestation de { $subject } : { $kind }, jusqu'au { $until }
event-charter-signed = { $actor } a signé la charte pour { $project }, version { $version }
event-policy-changed = { $actor } a appliqué une nouvelle politique
event-site-registered = { $actor } a inscrit l'établissement { $subject }
event-site-changed = { $actor } a inscrit une nouvelle fiche de l'établissement { $subject }
event-site-created = { $actor } a créé l'établissement { $subject } et ses clés
event-site-audit-faulted = le journal de { $site } et sa copie au hub se séparent à l'enregistrement { $sequence }
event-site-audit-received = les enregistrements { $first } à { $last } du journal de { $site } sont arrivés
event-project-created = { $actor } a créé le projet { $subject }
event-project-changed = { $actor } a modifié le projet { $subject }
event-project-suspended = { $actor } a suspendu le projet { $subject } : { $reason }
event-project-committee-opinion = { $actor } a consigné l'avis du comité sur { $subject } : { $reference }, { $by }
event-project-basis = { $actor } a consigné la base réglementaire de { $subject } : { $reference }, { $by }
event-project-registered = { $actor } a consigné l'inscription de { $subject } au registre du délégué à la protection des données : { $reference }
event-project-activated = { $actor } a activé le projet { $subject }
event-project-access-confirmed = { $actor } a confirmé qui peut travailler à { $subject } : { $members }
event-project-archived = { $actor } a archivé le projet { $subject } : { $reason }
event-project-destroyed = { $actor } a consigné la destruction des données de { $subject }, par { $by }
event-project-taken-over = le projet { $subject } était actif avant que les étapes ne soient consignées
event-project-resumed = { $actor } a repris le projet { $subject }
event-permit-proposed = { $actor } a demandé à { $site } une autorisation pour { $project }, version { $version }
event-permit-signed = { $actor } a signé l'autorisation pour { $project } ({ $subject }, version { $version })
event-permit-superseded = l'ancienne autorisation pour { $project } a pris fin ({ $subject })
event-permit-withdrawn = { $actor } a retiré l'autorisation pour { $project } ({ $subject })
event-workspace-opened = { $actor } a ouvert l'espace de travail de { $project }
event-workspace-closed = l'espace de travail de { $actor } dans { $project } a été fermé ; il avait affiché { $shown } octets
event-display-budget-spent = les espaces de travail de { $project } ont atteint leur budget d'affichage ({ $window }) et sont en pause ; { $actor } en demandait plus
event-code-executed = { $actor } a exécuté du code dans { $project } ({ $kind }, SHA-256 { $sha256 })
event-gpu-allotted = { $actor } a reçu le GPU { $devices } pour { $project }
event-gpu-released = le GPU { $devices } de { $actor } dans { $project } est de nouveau libre ({ $why })
event-gpu-queued = { $actor } attend un GPU ({ $kind }) pour { $project }
event-gpu-queue-left = { $actor } a quitté la file d'attente d'un GPU pour { $project }
event-gpu-turn-lapsed = { $actor } n'a pas pris le GPU ({ $kind }) gardé pour { $project }
event-announcement-made = { $actor } a fait une annonce à tous les espaces ouverts
event-announcement-withdrawn = { $actor } a retiré une annonce
event-job-submitted = { $actor } a confié un notebook pour { $project } (traitement { $job }, SHA-256 { $notebook })
event-job-started = le traitement { $job } de { $project } a commencé
event-job-finished = le traitement { $job } de { $project } s'est terminé
event-job-failed = le traitement { $job } de { $project } a échoué ({ $reason })
event-job-cancelled = le traitement { $job } de { $project } a été arrêté au nom de { $actor } ({ $reason })
event-job-lost = la machine a perdu le traitement { $job } de { $project }
event-package-allowed = { $actor } a autorisé les espaces de travail à installer le paquet { $subject } ({ $versions })
event-package-forbidden = { $actor } a retiré le paquet { $subject } de ce que les espaces de travail peuvent installer
event-package-asked = { $actor } a demandé dans { $project } le paquet { $package }, qui n'est pas autorisé
event-notebook-restored = { $actor } a repris une copie d'un notebook de { $project } (SHA-256 { $notebook })
event-package-installed = { $actor } a pris { $package } { $version } pour { $project } (SHA-256 { $sha256 })
event-package-refused = { $actor } s'est vu refuser { $package } { $version } pour { $project } ({ $reason })
event-gpu-declared = { $actor } a déclaré des GPU de { $subject } : { $gpus }
event-node-drained = { $actor } a fermé { $subject } aux démarrages d'espaces et de traitements : { $reason }
event-node-reopened = { $actor } a rouvert { $subject } aux démarrages
event-worker-added = { $actor } a déclaré la machine de travail { $subject } à { $address }
event-worker-removed = { $actor } a retiré la machine de travail { $subject }
event-code-deleted = { $actor } a supprimé les textes du code exécuté dans { $project } : { $count }
event-workspace-probed = les parois de l'espace de travail de { $project } ont été éprouvées
event-workspace-image = l'espace de travail { $subject } tourne sur l'image { $image }
event-replay-opened = un carnet de { $actor } est rejoué pour { $project } (rejeu { $subject })
event-dataset-loaded = { $actor } a chargé le jeu de données { $dataset } à { $subject }
event-opposition-changed = { $actor } a mis à jour les oppositions des patients à { $subject }
event-catalogue-listed = { $actor } a listé ce que { $project } peut lire à { $subject }
event-catalogue-refused = { $subject } a refusé son catalogue à { $actor } : { $reason }
event-read-started = { $actor } a commencé à lire { $table } à { $subject } pour { $project }
event-read-finished = { $actor } a lu { $rows } lignes de { $table } à { $subject } pour { $project }
event-read-stopped = la lecture de { $table } à { $subject } par { $actor } s'est arrêtée après { $rows } lignes
event-read-refused = { $subject } a refusé une lecture à { $actor } : { $reason }
event-images-started = { $actor } a commencé à demander des images à { $subject } pour { $project }
event-images-finished = { $actor } a reçu des images ({ $rows } parties) de { $subject } pour { $project }
event-images-stopped = l'envoi d'images par { $subject } à { $actor } s'est arrêté après { $rows } parties
event-aggregate-started = { $actor } a commencé à compter dans { $table } à { $subject } pour { $project }
event-aggregate-finished = { $actor } a reçu { $rows } effectifs de { $table } de { $subject } pour { $project }
event-aggregate-stopped = le comptage dans { $table } à { $subject } par { $actor } s'est arrêté
event-model-started = { $actor } a commencé à ajuster un modèle de { $table } à { $subject } pour { $project }
event-model-finished = { $actor } a reçu { $rows } sommes d'un modèle de { $table } de { $subject } pour { $project }
event-model-stopped = le modèle de { $table } à { $subject } par { $actor } s'est arrêté
event-survival-started = { $actor } a commencé une courbe de survie de { $table } à { $subject } pour { $project }
event-survival-finished = { $actor } a reçu { $rows } paliers de survie de { $table } de { $subject } pour { $project }
event-survival-stopped = la courbe de survie de { $table } à { $subject } par { $actor } s'est arrêtée
event-request-drafted = { $actor } a préparé la demande de sortie { $subject } pour { $project }
event-request-described = { $actor } a décrit la demande de sortie { $subject }
event-file-added = { $actor } a ajouté { $file } à la demande de sortie { $subject }
event-file-replaced = { $actor } a remplacé { $file } dans la demande de sortie { $subject }
event-file-removed = { $actor } a retiré { $file } de la demande de sortie { $subject }
event-request-checked = les contrôles automatiques de la demande de sortie { $subject } ont tourné
event-request-submitted = { $actor } a soumis la demande de sortie { $subject }
event-request-blocked = les contrôles automatiques ont bloqué la demande de sortie { $subject }
event-request-sent-to-review = la demande de sortie { $subject } a passé les contrôles automatiques et part en revue
event-vote-cast = { $actor } a donné son avis sur la demande de sortie { $subject } : { $choice }
event-request-returned = la demande de sortie { $subject } a été renvoyée à son auteur
event-request-approved = la demande de sortie { $subject } a été approuvée
event-request-rejected = la demande de sortie { $subject } a été rejetée
event-request-released = la demande de sortie { $subject } est sortie, signée
event-request-withdrawn = { $actor } a retiré la demande de sortie { $subject }
event-request-revoked = { $actor } a révoqué la sortie { $subject } : { $reason }
event-package-fetched = { $actor } a récupéré le paquet sorti de { $subject }
event-code-read = { $actor } a lu le code que { $user } a exécuté dans { $subject }, session { $session }
event-import-asked = { $actor } a demandé l'import de { $file } : { $state }
event-import-accepted = { $actor } a laissé entrer l'import { $file }
event-import-refused = { $actor } a refusé l'import { $file }
event-package-link-made = { $actor } a fait un lien vers le paquet sorti de { $subject }
event-request-opinions-differ = les avis sur la demande de sortie { $subject } diffèrent ; des avis définitifs sont demandés
event-request-files-deleted = les fichiers de la demande de sortie { $subject } ont été supprimés, comme son projet le prévoit
event-group-explained = { $actor } a expliqué un groupe de fichiers de { $subject }
event-exception-requested = { $actor } a demandé une dérogation dans { $subject }
event-exception-dropped = { $actor } a retiré une dérogation demandée dans { $subject }

## Aide des commandes
help-language = Langue de la réponse : fr ou en.
help-as = L'administrateur au nom de qui vous agissez ; noté à côté de votre compte.
help-json = Répondre en JSON.
help-project = Les projets : ce qu'ils sont, qui y travaille, ce qu'ils demandent aux établissements.
help-project-files = Fichiers de projet, dossiers de ces fichiers, ou motifs.
help-project-id = L'identifiant du projet.
help-plan = Montrer ce que l'application changerait. Code de sortie : 0 rien, 2 des changements, 1 erreur.
help-apply = Appliquer des fichiers de projet : tous ou, si l'un est fautif, aucun.
help-yes = Ne pas demander avant d'appliquer.
help-suspend = Arrêter un projet tout de suite.
help-resume = Reprendre un projet suspendu.
help-record = Consigner ce qu'un comité, un responsable ou un délégué à la protection des données a donné. Du document, seul le SHA-256 est gardé.
help-step = committee, basis ou register.
help-document = Le document : son SHA-256 est gardé, le fichier ne l'est pas.
help-by = Qui l'a donné : l'instance ou la personne.
help-reference = Le numéro sous lequel on le retrouve.
help-kind = D'une base réglementaire : mr-004, cnil ou other.
help-given = Le jour où il a été donné, 2026-12-31 ; aujourd'hui par défaut.
help-until = Le dernier jour où il vaut, 2027-12-31 ; sans fin propre par défaut.
help-activate = Rendre actif un brouillon ; sinon, dire ce qui manque.
help-review = Confirmer qui peut travailler à un projet, comme il le faut chaque année.
help-review-yes = Ne pas demander.
help-archive = Clore un projet : plus personne n'y travaille. Until : le jour où ses données doivent être détruites.
help-destroy = Consigner la preuve que les données d'un projet archivé ont été détruites.
help-life = Montrer où en est un projet : ce qui manque, à qui le tour, ce qui prend fin, et chaque étape.
help-reason = Pourquoi ; noté dans le journal d'audit.
help-list = Lister les projets.
help-use = Ce qu'un projet a utilisé, par mois et par membre, en CSV : heures-cœur, heures-GPU, Gio-heures de mémoire, heures d'ouverture, Go de fichiers.
help-export = Écrire un projet sous la forme de son fichier : l'appliquer ne change rien.
help-people = Les personnes de cette installation et leurs rôles.
help-people-apply = Inscrire ou modifier les personnes d'un fichier. Personne n'est supprimé.
help-people-file = Un fichier avec « people: ».
help-people-list = Liste les personnes présentes : rôles, formations, ce qui n'est pas en vigueur.
help-user = L'identifiant.
help-certify = Enregistre une attestation de formation. Du document, seul le SHA-256 est gardé.
help-training-kind = Quelle formation : un nom que la politique demande.
help-last-day = Le dernier jour où elle vaut, 2027-12-31.
help-leave = Quelqu'un part : dans la minute, absent des espaces, des lectures, du sas et de ses liens.
help-return = Quelqu'un qui était parti revient.
help-policy = Ce qui est demandé aux personnes : formation, second facteur, charte.
help-policy-apply = Applique une politique ; elle remplace entièrement la précédente.
help-policy-file = Un fichier avec « training: », « second_factor: », « charter: ».
help-policy-show = Montre la politique en vigueur.
help-sites = Les établissements qui participent.
help-register = Inscrire des établissements d'après la fiche qu'ils publient (d2h site describe).
help-card-file = La fiche d'un établissement, JSON ou YAML.
help-gpu = Les GPU que peuvent avoir les espaces de travail : lesquels il y a, qui les tient.
help-gpu-declare = Ajouter les GPU de cette machine à gpus.yaml, tels que nvidia-smi -L les donne.
help-gpu-listing = Un fichier de ce qu'a affiché nvidia-smi -L ; - pour l'entrée standard.
help-gpu-node = La machine qui les a.
help-gpu-id = Nommer plutôt un seul périphérique.
help-gpu-kind = Son type : les périphériques d'un même type se valent.
help-gpu-file = Un fichier de périphérique (/dev/dri/renderD128), s'il n'est pas de NVIDIA. À répéter.
help-gpu-list = Chaque périphérique avec qui le tient, et qui attend.
help-announce = Dire une phrase dans tous les espaces de travail ouverts.
help-announce-fr = La phrase en français.
help-announce-en = La phrase en anglais.
help-announce-minutes = Pendant combien de temps elle s'affiche.
help-announce-withdraw = Retirer ce qui s'affiche maintenant.
help-node = Les machines qui n'acceptent plus de démarrage : maintenance.
help-node-list = Les machines fermées aux démarrages, depuis quand, par qui et pourquoi.
help-node-drain = Ne plus laisser démarrer d'espace ni de traitement sur cette machine ; ce qui tourne continue.
help-node-reopen = Les laisser démarrer de nouveau.
help-node-reason = Pourquoi, pour l'audit.
help-node-node = La machine, telle que le hub la nomme.
help-worker = Autres machines qui font tourner des espaces de travail.
help-worker-name = La machine de travail, comme l'appellera d2h node drain.
help-worker-add = Déclarer une machine, et écrire ce qu'elle doit savoir.
help-worker-address = Où le hub la trouvera.
help-worker-hub = Où elle trouvera le hub.
help-worker-shared = Un dossier que cette machine, celle du hub et d'autres machines de travail voient sous un même chemin : les fichiers des projets y sont, et ils travaillent sur n'importe laquelle.
help-worker-bundle = Écrire à nouveau ce qu'elle doit savoir : un établissement s'est ajouté depuis.
help-worker-list = Les machines de travail, où est chacune, et les numéros de ses jeux de portes.
help-worker-remove = Oublier une machine qui n'a ni espace ouvert ni fichiers d'un projet.
help-worker-serve = Sur la machine de travail : faire tourner son relais et son agent jusqu'à nouvel ordre.
help-worker-folder = Où le fichier tar écrit par le hub a été extrait.
help-new-key = Le changement de clé du responsable des données est voulu : les autorisations signées par l'ancienne sont retirées.
help-audit = Le journal d'audit de chaque zone.
help-show = Raconter ce qui s'est passé, dans l'ordre du temps.
help-show-project = Seulement ce qui concerne ce projet.
help-show-zone = Seulement cette zone.
help-show-actor = Seulement ce qu'a fait cette personne ou ce service.
help-show-event = Seulement cet événement, par son nom dans le journal (permit.signed).
help-show-since = À partir de ce jour (UTC).
help-show-until = Jusqu'à la fin de ce jour (UTC).
help-show-last = Seulement les derniers, en ce nombre.
help-verify = Prouver qu'aucun enregistrement n'a été modifié, retiré ou ajouté. Code de sortie 1 sinon.
answer-altered = Cette réponse n'est pas celle que l'établissement a signée : elle a été modifiée, coupée ou prise d'une autre question. Interrogez de nouveau l'établissement.

# Traitements différés
job-memory-over = Un traitement de ce projet a au plus { $most } Mo de mémoire, comme ses espaces de travail.
job-cpus-over = Un traitement de ce projet a au plus { $most } processeurs, comme ses espaces de travail.
job-time-over = Un traitement dure au plus { $most } secondes.
job-gpu-over = Un traitement de ce projet a au plus { $most } GPU, comme ses espaces de travail.
job-gpu-unavailable = Il n'y a pas autant de GPU d'un même type ici : demandez-en moins, ou retirez gpu=.
job-queue-full = Au plus { $most } traitements d'un projet attendent en même temps. Attendez que certains se terminent.
algorithm-unknown = Le projet { $project } n'a pas d'algorithme { $name }. Il a : { $known }
algorithm-changed = Ce carnet n'est pas celui qui a été approuvé comme { $name } : son empreinte est { $found }, celle du carnet approuvé { $approved }. Remettez le carnet approuvé, ou faites approuver celui-ci.
algorithm-parameters = L'algorithme { $name } ne prend aucun paramètre : ce qui tourne est ce qui a été approuvé.
job-after-unknown = Il n'y a pas de traitement { $job } à attendre dans ce projet.
job-unknown = Vous n'avez pas de traitement { $job } dans ce projet.
job-over = Le traitement { $job } est déjà terminé.
job-not-over = Le traitement { $job } n'est pas terminé : arrêtez-le avant de le relancer.
job-notebook-too-large = Le notebook sans ses sorties dépasse { $most } Ko.
job-notebook-unreadable = Le notebook est illisible : enregistrez-le et confiez-le de nouveau.
job-not-waiting = Le traitement { $job } n'attend plus.
job-state = { $state ->
    [QUEUED] en attente
    [RUNNING] en cours
    [FINISHED] terminé
    [FAILED] en échec ({ $reason })
    [CANCELLED] arrêté ({ $reason })
   *[LOST] perdu
}
jobs-none = Aucun traitement n'attend ni ne tourne.
job-stopped = Le traitement { $job } est arrêté.
help-jobs = Les traitements différés de tous les projets.
help-jobs-list = Ceux qui attendent ou tournent, le plus récent d'abord.
help-jobs-project = Seulement ceux de ce projet.
help-jobs-all = Aussi ceux qui sont terminés.
help-jobs-cancel = Arrêter un traitement qui attend ou tourne.
help-job = Son numéro.

# Paquets du dehors
package-name-unfit = « { $name } » n'est pas un nom de paquet.
package-versions-unfit = « { $versions } » ne dit pas quelles versions : écrivez par exemple >=2,<3 ou ==1.4.2.
package-not-allowed = Le paquet { $name } n'est pas sur la liste de ce que les espaces de travail peuvent installer. Votre souhait est noté : demandez à votre administrateur de l'autoriser.
package-too-many = Ce membre a demandé { $most } fichiers de paquets en un jour et n'en reçoit plus avant demain.
packages-none = Les espaces de travail ne peuvent installer aucun paquet du dehors.
package-waits = demandé : { $name } ({ $user } dans { $project })
package-allowed = Les espaces de travail peuvent installer { $name } ({ $versions }).
package-forbidden = Les espaces de travail ne peuvent plus installer { $name } ; là où il est installé, il reste.
help-packages = Ce que les espaces de travail peuvent installer du dehors.
help-packages-list = Les paquets autorisés, puis ceux qui sont demandés.
help-packages-allow = Laisser les espaces de travail installer un paquet, en toutes versions ou en certaines.
help-packages-forbid = Retirer un paquet de la liste.
help-package = Le nom du paquet, comme son index l'écrit ; cran/NOM pour un paquet de R.
help-package-versions = Quelles versions, comme dans une exigence : ">=2,<3". Toutes si on l'omet.
