# Refus dits par l'accueil. Ceux du contrôle d'entrée de la gouvernance sont dits ici aussi : même lecteur.
project-unknown = Il n'y a pas de projet « { $project } ».
training-lacking = Une formation vous manque, ou son attestation a pris fin : { $kinds }. Remettez aux administrateurs de la plateforme une attestation valable.
second-factor-missing = Votre rôle ({ $roles }) demande une connexion avec un second facteur, et celle-ci n'en a prouvé aucun. Reconnectez-vous avec lui sur la page de votre organisation ; un mot de passe seul ne suffit pas. S'il ne vous y est pas demandé, prévenez les administrateurs de la plateforme.
provider-away = La page de connexion de votre organisation ne répond pas comme elle le doit : rien n'est perdu, ce qui est ouvert continue. Réessayez dans quelques minutes ; si cela dure, prévenez les administrateurs de la plateforme.
identity-unproved = La réponse de la page de connexion de votre organisation n'a pas pu être vérifiée : personne n'est entré. Recommencez ; si cela se répète, prévenez les administrateurs de la plateforme.
identity-unnamed = La page de connexion de votre organisation ne dit pas votre identifiant ({ $claim }) : prévenez les administrateurs de la plateforme.
login-unfinished = Cette connexion n'est pas allée à son terme, ou a commencé dans une autre fenêtre. Recommencez depuis la page d'accueil.
login-unknown-person = Votre organisation vous a reconnu, mais vous n'êtes pas inscrit sur cette plateforme, ou vous l'avez quittée. Adressez-vous à ses administrateurs.
charter-unsigned = La charte du projet « { $project } » attend votre signature. Ouvrez « Mes projets », lisez-la et signez-la.
charter-changed = La charte a changé entre-temps. Ouvrez « Mes projets » et lisez la nouvelle.
not-a-member = Vous n'êtes pas membre du projet « { $project } ». Son responsable peut demander votre ajout.
project-not-active = { $state ->
    [DRAFT] Le projet « { $project } » est encore à l'état de brouillon : il lui manque des avis, des références ou des signatures d'hôpitaux. Adressez-vous aux administrateurs de la plateforme.
    [SUSPENDED] Le projet « { $project } » est suspendu : ses espaces de travail sont fermés, rien n'est perdu. Adressez-vous aux administrateurs de la plateforme.
   *[other] Le projet « { $project } » est clos : ses espaces de travail sont fermés.
}
project-step-over = { $step ->
    [committee] L'avis du comité sur
    [basis] La base réglementaire concernant
   *[register] L'inscription au registre concernant
} le projet « { $project } » valait jusqu'au { $until }. Son responsable en demande une nouvelle ; d'ici là personne n'y travaille.
access-review-over = Les accès au projet « { $project } » devaient être confirmés avant le { $due }. Demandez-le aux administrateurs de la plateforme.
project-not-started = Le projet « { $project } » commence le { $starts }. Revenez à cette date.
project-expired = Le projet « { $project } » s'est terminé le { $ends }. Son responsable peut demander une prolongation.
no-permit-in-force = Aucun établissement n'a encore signé l'autorisation d'accès du projet « { $project } ». Adressez-vous aux responsables des données des établissements.
display-budget-spent = { $window ->
    [hour] Les espaces de travail du projet « { $project } » ont affiché les { $megabytes } Mo qu'ils peuvent afficher en une heure.
   *[day] Les espaces de travail du projet « { $project } » ont affiché les { $megabytes } Mo qu'ils peuvent afficher en un jour.
} Ils sont en pause jusqu'au { $until } ; les fichiers sont conservés. Les résultats sortent par le sas. Pour afficher davantage, adressez-vous aux administrateurs de la plateforme.
workspace-without-project = Un espace de travail appartient à un projet : ouvrez-le depuis la liste de vos projets.
workspace-options-refused = Un espace de travail n'accepte aucune option : son contenu est fixé par le projet seul.
workspace-socket-forged = L'espace de travail n'a pas démarré comme prévu et a été fermé. Prévenez les administrateurs de la plateforme.
closes-unused = Ouvert. Sans usage, il se ferme dans { $hours } h { $minutes } min ; un calcul en cours compte comme un usage, et les fichiers restent.
workspace-unused = Personne ne s'est servi de cet espace depuis longtemps, et rien n'y calculait.
node-away = La machine { $node }, qui a les fichiers de ce projet, ne répond pas en ce moment. Ils sont là et nulle part ailleurs : réessayez dans quelques minutes, et prévenez un administrateur si cela dure.
node-unknown = La machine { $node }, qui a les fichiers de ce projet, ne fait plus partie de cette plateforme : prévenez un administrateur.
node-image = La machine { $node }, où travaille ce projet, n'a pas l'image { $image } du hub : un administrateur doit l'y charger.
node-without-gpus = Ce projet travaille sur la machine { $node }, qui n'a pas de tels GPU à donner en ce moment : choisissez une autre taille.
gpu-machines-full = Aucune machine qui a de tels GPU ne répond et n'a de place pour cette taille en ce moment. Réessayez plus tard, ou choisissez une autre taille.
files-in-use = Une autre machine garde ouverts les fichiers de ce projet, bien qu'elle ne réponde pas. Rien n'est perdu : réessayez dans quelques minutes, et prévenez un administrateur, qui doit éteindre cette machine.
shared-folder-away = Les fichiers de ce projet sont sur { $folder }, qu'une machine ne voit pas en ce moment : réessayez dans quelques minutes, et prévenez un administrateur si cela dure.
shared-folder-unfit = { $reason ->
    [quota] La taille de ce que les projets gardent dans { $folder } ne peut pas être limitée : il faut root, des périphériques loop et e2fsprogs de Debian sur cette machine.
    [users] Le moteur de cette machine transpose les utilisateurs des conteneurs autrement que celui du hub : donnez aux deux le même userns-remap, ou à aucun.
    [engine] Le moteur Docker de cette machine ne répond pas : démarrez-le, et réessayez.
    [write] Root ne peut pas écrire dans { $folder }, ou son fichier d2h-storage n'est pas le nôtre : un serveur NFS doit l'exporter avec no_root_squash.
   *[missing] { $folder } n'est pas un dossier de cette machine : montez-le, et nommez-le depuis /.
}
worker-bundle = { $folder } ne contient pas ce que d2h worker add a écrit pour cette machine : extrayez-y son fichier tar.
node-drained = Aucun espace de travail ne démarre pour le moment : la machine va être arrêtée pour maintenance. Vos fichiers restent ; ce qui est ouvert continue. Réessayez plus tard.
flavour-unknown = Les espaces de ce projet ne sont pas proposés dans le gabarit « { $flavour } ». Choisissez-en un autre depuis vos projets.
gpu-not-permitted = Le projet « { $project } » peut avoir { $most } GPU par espace de travail, et non { $count }.
gpu-unknown = Il n'y a pas { $count } GPU de type { $kind } ici.
gpu-waiting = Tous les GPU ({ $kind }) sont pris. Vous êtes au rang { $position } de la file d'attente : « Mes projets » montre votre rang et dit quand vient votre tour.
gpu-image-missing = Ce que font tourner les espaces avec GPU ({ $image }) n'est pas encore construit. Adressez-vous aux administrateurs de la plateforme.
image-without-bill = L'image des espaces de travail ({ $image }) ne dit pas de quoi elle est faite : elle vient d'une version plus ancienne. Tapez : ./d2h up
socket-folder-unusable = Le dossier des sockets est trop long ou contient des majuscules ({ $address }) : donnez à D2H_SOCKETS un chemin court en minuscules.
person-unknown = La gouvernance ne connaît personne du nom de « { $user } » : ajoutez d'abord cette personne (d2h people apply FICHIER).
password-too-short = Un mot de passe compte au moins { $shortest } caractères.
password-too-long = Un mot de passe compte au plus { $longest } octets.

# Pages
page-title = Espace de travail D2H
projects = Mes projets
sign-in = Se connecter
sign-out = Se déconnecter
catalogue = Catalogue
administration = Administration
administration-hint = Projets, autorisations et le reste de ce que vous suivez
project-page-hint = Membres, autorisations, vie et usage du projet
catalogue-hint = Chercher ce que détiennent les hôpitaux : jeux de données, variables, codes
airlock = Sas
airlock-hint = Demander la sortie de résultats, suivre vos demandes, vérifier celles des autres
hello = Bonjour { $name }
no-projects = Vous n'êtes encore membre d'aucun projet. Le responsable d'un projet peut demander votre ajout.
role-lead = responsable
role-researcher = chercheur
state-active = actif
state-suspended = suspendu
state-draft = brouillon
state-ended = terminé
ends = jusqu'au { $date }
sites-signed = { $count ->
    [0] aucun établissement n'a signé
    [one] un établissement a signé
   *[other] { $count } établissements ont signé
}
sites-waiting = en attente de { $sites }
charter-read = Lire et signer la charte
charter-title = Charte
charter-hint = Avant que votre premier espace de travail du projet « { $project } » ne s'ouvre, lisez cette charte et signez-la. Une nouvelle version vous sera demandée de nouveau.
charter-other = In English
charter-sign = J'ai lu cette charte et je la signe
charter-version = Version { $version }
open-workspace = Ouvrir l'espace de travail
start-workspace = Démarrer l'espace de travail
choose-flavour = Quel gabarit pour l'espace de travail ?
flavour-usual = Habituel
flavour-size = { $cpus ->
    [one] { $cpus } processeur
   *[other] { $cpus } processeurs
}, { $memory } Go de mémoire
flavour-gpu = { $count } GPU { $kind } : { $free }
flavour-gpu-free = { $free } libres sur { $all }
flavour-gpu-on = { $free } libres sur { $all } sur { $node }
gpu-would-wait = Tous sont pris : vous auriez une place dans la file d'attente.
gpu-turn = C'est votre tour : un GPU ({ $kind }) vous est gardé jusqu'à { $until }. Démarrez l'espace de travail.
leave-queue = Quitter la file d'attente
machine-now = Libre sur cette machine en ce moment : { $memory } Go de mémoire, { $cpus } processeurs sur { $all }.
stop-workspace = Arrêter
running = en marche
starting = en démarrage
workspace-starting = Votre espace de travail démarre. Cette page l'ouvrira dès qu'il sera prêt.
start-containers = La machine est choisie : ses conteneurs démarrent.
start-on-another-node = Redémarrage sur une autre machine : { $before } ne peut pas l'accueillir en ce moment, { $node } le fait. Les fichiers enregistrés sont les mêmes.
workspace-failed = L'espace de travail n'a pas pu être démarré.
workspace-stopped = L'espace de travail de « { $project } » n'est pas en marche.
start-details = Ce qui se passe
back-to-projects = Retour à mes projets
no-way = Cette page ne peut pas être ouverte

# Dit par le compteur d'affichage
display-spent = Le budget d'affichage de ce projet est épuisé : plus rien ne s'affiche et l'espace de travail va se mettre en pause. Les fichiers sont conservés ; les résultats sortent par le sas. « Mes projets » indique quand il rouvre.
display-spent-short = Budget d'affichage épuisé
display-spent-title = Le budget d'affichage de ce projet est épuisé
message-not-understood = L'espace de travail a fermé cette connexion : elle portait un message étranger au protocole de Jupyter.
message-not-understood-short = Message non compris
message-too-large = Cette sortie dépasse 16 Mo et n'est pas affichée. Affichez-en une partie.
message-too-large-short = Sortie de plus de 16 Mo
doors-not-taken = Ce travail n'a plus de portes : il est fini ou va l'être.
doors-all-taken = { $sets } espaces de travail, travaux et réexécutions sont ouverts : la plateforme n'a pas de portes pour davantage. Fermez-en un dont vous ne vous servez pas, ou réessayez dans une minute.
display-unrecorded = La plateforme ne peut pas écrire ses registres en ce moment : rien ne s'affiche ni ne s'exécute. Réessayez dans une minute ; si cela dure, prévenez les administrateurs de la plateforme.
display-unrecorded-short = Registres indisponibles
display-unrecorded-title = Rien ne peut être affiché pour le moment
answer-too-large = Ce fichier est trop grand pour être affiché : lisez-le dans un notebook ; pour le faire sortir, déposez une demande de sortie.
answer-too-large-title = Ce fichier est trop grand pour être affiché
answer-not-measurable = Cette réponse reste fermée : sa taille n'est pas connue d'avance. Lisez le fichier dans un notebook ; pour le faire sortir, déposez une demande de sortie.
answer-not-measurable-title = Cette adresse reste fermée
too-many-connections = Trop de connexions de cet espace de travail sont ouvertes : fermez les notebooks et terminaux que vous n'utilisez pas.
too-many-connections-title = Trop de connexions sont ouvertes
workspace-unreachable = L'espace de travail ne répond pas. Rechargez la page ; si cela persiste, rouvrez-le depuis vos projets.
workspace-unreachable-title = L'espace de travail ne répond pas
workspace-watched = Ce que vous exécutez est consigné : chaque cellule, réponse à input() et ligne de terminal, avec votre nom et l'heure. Ce que l'espace de travail affiche est compté. Les vérificateurs des sorties et les administrateurs voient combien, ainsi que le code.

# Dit au-dessus de JupyterLab
notice-unused = Personne ne semble se servir de cet espace : il se ferme dans { $minutes } min. Exécutez ou enregistrez quelque chose pour le garder ouvert ; un calcul en cours compte comme un usage, et les fichiers restent.
notice-moved = Votre espace a redémarré sur une autre machine, { $node } : { $before } ne pouvait pas l'accueillir. Les fichiers enregistrés sont les mêmes ; ce qui n'était pas enregistré là-bas est perdu.
notice-drained = Une maintenance approche : enregistrez votre travail. Cet espace continue, mais une fois fermé il ne rouvrira qu'après.
notice-display-hour = Les espaces de ce projet ont affiché { $percent } % des { $megabytes } Mo de cette heure. À 100 %, ils se mettent en pause ; les fichiers restent.
notice-display-day = Les espaces de ce projet ont affiché { $percent } % des { $megabytes } Mo de cette journée. À 100 %, ils se mettent en pause ; les fichiers restent.
notice-end = { $days ->
    [0] Ce projet se termine aujourd'hui
    [1] Ce projet se termine demain
   *[other] Ce projet se termine dans { $days } jours
} ({ $date }) : ses espaces se ferment alors. Demandez à temps la sortie des résultats ; son responsable peut demander une prolongation.
dismiss = Fermer

# Traitements différés
jobs = Traitements
jobs-hint = Notebooks qui tournent sans vous : ce qui attend, tourne et s'est terminé dans vos projets
jobs-results = Ce que fait un traitement se trouve dans le dossier de son projet, où tous ses membres y ont accès : project/jobs/MEMBRE/TRAITEMENT.
jobs-none = Vos projets n'ont aucun traitement. Confiez-en un depuis un notebook : d2h.jobs.submit("analysis.ipynb").
jobs-column-job = Traitement
jobs-column-project = Projet
jobs-column-member = Membre
jobs-column-state = État
jobs-column-submitted = Confié (UTC)
jobs-column-ended = Terminé (UTC)
stop-job = Arrêter
stop-job-number = Arrêter le traitement { $job }
job-queued = { $ahead ->
    [0] en attente, le prochain de son projet
    [one] en attente, un de son projet le précède
   *[other] en attente, { $ahead } de son projet le précèdent
}
job-running = en cours
job-finished = terminé
job-failed = en échec
job-cancelled = arrêté
job-lost = perdu
job-reason-error = une cellule de son notebook a échoué
job-reason-time = il a duré plus longtemps qu'il ne peut
job-reason-memory = il lui fallait plus de mémoire qu'il ne peut en avoir
job-reason-broken = son conteneur s'est arrêté de lui-même
job-reason-lost = la machine a perdu son conteneur
job-reason-away = sa machine ne répondait plus
job-reason-node-drained = sa machine va être arrêtée pour maintenance
job-reason-files-elsewhere = son projet travaille sur une autre machine que celle des traitements
job-reason-asked = à la demande
job-reason-dependency = un traitement qu'il attendait n'a pas abouti
job-reason-access = son membre n'y travaille plus, ou le projet est fermé
job-unknown = Il n'y a pas de traitement { $job } que vous puissiez arrêter.
job-over = Le traitement { $job } est déjà terminé.

# Copies de notebooks
notebooks-of = Notebooks de { $project } qui peuvent revenir
notebooks-hint = Notebooks supprimés ou réécrits, les vôtres et ceux du dossier du projet : des copies sont gardées 30 jours.
notebooks-deleted = Notebooks supprimés
notebooks-none-deleted = Aucune copie d'un notebook supprimé n'est gardée.
notebooks-there = États antérieurs des notebooks présents
notebooks-column-notebook = Notebook
notebooks-column-kept = Copié (UTC)
notebooks-column-size = Taille
notebook-size = { NUMBER($kilobytes, useGrouping: 0) } ko
notebook-restore = Restaurer
notebook-restore-one = Restaurer { $name } du { $kept }
notebook-restored = Il est revenu, comme nouveau fichier parmi les vôtres dans l'espace de travail : { $path }
notebooks-shown = 100 de chaque sorte au plus sont affichés ; leurs noms comptent comme affichés par l'espace. Dans un notebook, d2h.notebooks.copies() les dit tous.
copy-unknown = Cette copie n'est plus gardée.
copy-not-restored = La copie n'a pas pu être remise parmi vos fichiers ({ $reason }). S'ils sont pleins, supprimez d'abord quelque chose.

# Paquets du dehors
package-name-unfit = « { $name } » n'est pas un nom de paquet.
package-not-allowed = { $name } n'est pas sur la liste de ce que les espaces de travail peuvent installer. Votre souhait est noté : demandez à votre administrateur de l'autoriser.
package-other-version = { $name } { $version } n'est pas autorisé ici, seulement { $versions }.
package-undated = L'index ne dit pas depuis quand { $name } { $version } s'y trouve ; il n'est pas donné aux espaces de travail.
package-too-fresh = { $name } { $version } est paru il y a moins de { $days } jours. Les espaces de travail l'auront après ce délai, quand les fichiers nuisibles ont le plus souvent été découverts.
package-compiled = { $name } contient du C, du C++ ou du Fortran, et les espaces de travail n'ont pas de compilateur. Demandez à votre administrateur { $debian } de Debian dans l'image.
package-none-outside = { $name } est autorisé, mais l'index du dehors n'en a rien.
package-file-unknown = Il n'y a pas de fichier { $file }.
package-file-too-large = Le fichier dépasse les { $most } Mo qu'un espace de travail peut prendre à la fois.
package-cran-unset = Cette installation ne nomme pas de miroir des paquets R : demandez à votre administrateur de renseigner D2H_HUB_PACKAGE_CRAN.
package-too-many = Cet espace de travail a demandé { $most } fichiers de paquets en un jour et n'en reçoit plus. Réessayez demain, ou demandez à votre administrateur de mettre ce qu'il vous faut dans l'image.
package-index-away = L'index des paquets du dehors ne répond pas bien. Réessayez dans quelques minutes ou prévenez votre administrateur.
packages = Paquets
packages-hint = Ce que peuvent installer dans les espaces de travail pip et, en R, install.packages() (cran/…), et en quelles versions.
packages-none = Aucun paquet du dehors ne peut être installé dans les espaces de travail.
packages-allowed = Autorisés
packages-asked = Demandés
packages-none-asked = Personne ne demande d'autre paquet.
package-another = Autoriser un autre paquet
package-asked-by = par { $user } dans { $project }
package-name = Paquet
package-versions = Versions
package-versions-of = Versions de { $name }
package-all-versions = toutes
package-since = Depuis
package-allow = Autoriser
package-allow-name = Autoriser { $name }
package-forbid = Interdire
package-forbid-name = Interdire { $name }
package-versions-unfit = « { $versions } » ne dit pas quelles versions : écrivez par exemple >=2,<3 ou ==1.4.2.
not-an-admin = Seuls les administrateurs changent ce qui peut être installé.
work-volume = Le dossier de vos fichiers n'a pas pu être préparé ({ $reason }). Prévenez votre administrateur.
notice-work = Vos fichiers prennent { $percent } % des { $gigabytes } Go qu'ils peuvent prendre dans ce projet. Supprimez ce dont vous n'avez plus besoin.
notice-project = Les fichiers que partagent les membres de ce projet prennent { $percent } % des { $gigabytes } Go qu'ils peuvent prendre. Supprimez ce dont personne n'a plus besoin.
