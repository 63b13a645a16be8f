# Les mots des pages du catalogue.

site-title = D2H · Catalogue
skip-to-content = Aller au contenu
nav-language = Langue
nav-main = Principal
nav-catalogue = Catalogue
nav-register = Registre
nav-administration = Administration
nav-projects = Mes projets
language-fr = Français
language-en = English
log-out = Se déconnecter
footer = Le catalogue dit ce que sont les données. Pour les lire, il faut un projet et la signature de chaque établissement.

## What was found

catalogue-title = Ce que détiennent les établissements
search-label = Chercher un jeu de données, une table, une variable, un code
search-example = créatinine, admission, I48…
search-send = Chercher
search-sites = Seulement à
search-within = Chercher dans ce jeu de données
no-site = Aucun établissement n’a encore publié ce qu’il détient.
nothing-found = Rien de ce que publient les établissements ne contient « { $q } ».
nothing-found-advice = Essayez un seul mot, en français ou en anglais, ou le code lui-même. Accents et majuscules ne comptent pas.
found-in = { $count ->
    [one] Trouvé dans un jeu de données
   *[other] Trouvé dans { $count } jeux de données
}
all-listed = { $count ->
    [one] Un jeu de données
   *[other] { $count } jeux de données
}
more-places = { $count ->
    [one] un autre endroit
   *[other] { $count } autres endroits
}
held-at = Détenu par
steward = Responsable :
tables = { $count ->
    [one] une table
   *[other] { $count } tables
}
variables = { $count ->
    [one] une variable
   *[other] { $count } variables
}

## One data set

back-to-catalogue = Le catalogue
fact-site = Établissement
fact-dataset = Nom dans les fichiers de projet
fact-steward = Responsable
fact-period = Mois couverts
fact-standard = Standard
fact-version = Version en vigueur
standard-omop = reconnu : ses tables et ses colonnes sont celles de l’OMOP Common Data Model
version-means = nommée dans un fichier de projet, elle garde le projet sur ces données
figures-means = Chaque établissement compte lui-même ces chiffres, sans les patients opposés, et les arrondit. Ce que partagent moins de dix personnes n’est pas dit.
only-matching = Seulement ce qui contient « { $q } ».
show-all = Tout montrer
variables-of = Variables de { $table }
column-variable = Variable
column-type = Type
column-unit = Unité
column-coding = Système de codage
column-missing = Manquant
column-values = Valeurs
rows-about = ≈ { $count ->
    [one] { NUMBER($count) } ligne
   *[other] { NUMBER($count) } lignes
}
rows-untold = nombre de lignes non communiqué
about = ≈ { NUMBER($value) }
share = { NUMBER($value, style: "percent", maximumFractionDigits: 1) }
share-untold = non dit
period = { $first } à { $last }
levels = { $value ->
    [one] une valeur
   *[other] { NUMBER($value) } valeurs différentes
}
codes = { $count ->
    [one] la plus fréquente
   *[other] les { $count } plus fréquentes
}
unmapped = { $codes ->
    [one] 1 code local sans correspondance
   *[other] { NUMBER($codes) } codes locaux sans correspondance
}
unmapped-share = part des lignes : { $share }
how-to-ask = Pour en lire quoi que ce soit, nommez jeu de données, tables et colonnes dans le fichier de votre projet ; le responsable du projet demande, le responsable des données de chaque établissement signe.

## Le registre public des projets

register-title = Projets sur ces données
register-lead = Tous les projets qui travaillent ou ont travaillé ici sur des données de santé : dans quel but, sur quelles données, sur quel fondement légal. Rien n'en sort que des résultats contrôlés.
register-empty = Aucun projet n'a encore commencé.
register-purpose = Finalité
register-dates = Dates
register-data = Données
register-no-data = aucune à présent
register-basis = Fondement légal
register-entry = Inscription au registre des traitements
register-untold = non indiqué
register-draft = pas commencé
register-active = en cours
register-suspended = suspendu
register-archived = terminé
register-destroyed = terminé, données détruites
register-records = données individuelles, sous pseudonymes
register-aggregates = agrégats seulement
register-mr-004 = Méthodologie de référence MR-004 (CNIL)
register-cnil = Autorisation de la CNIL
register-other = Autre :

## Refusals

refused-title = Cette page ne peut pas être montrée
refused-home = Au catalogue
page-for-people = Cette adresse se lit par des personnes, dans une fenêtre à elle.
page-unknown = Cette page n’existe pas dans le catalogue.
site-not-registered = Aucun établissement de ce nom n’est enregistré.
dataset-not-published = { $site } ne publie pas de jeu de données { $dataset }. Il a peut-être changé de nom : cherchez dans le catalogue.
person-not-registered = { $user } n’est pas enregistré dans la gouvernance. Adressez-vous à votre administrateur.
login-failed = La connexion n’est pas allée à son terme. Ouvrez de nouveau le catalogue.
login-refused = Le portail n’admet pas ce compte au catalogue. Adressez-vous à votre administrateur.
csrf-missing = Ce formulaire n’est plus valable. Rechargez la page, puis déconnectez-vous.
hub-unreachable = Le portail ne répond pas. Réessayez dans un instant.
database-busy = La base du catalogue est occupée. Réessayez dans un instant.

## The status of the platform

nav-status = État
status-title = État de la plateforme
status-all-up = tout répond
status-some-down = quelque chose ne répond pas
status-asked = Demandé à { $time } UTC.
status-drained = { $count ->
    [one] Une machine va être arrêtée : aucun espace ni traitement n’y démarre plus.
   *[other] { $count } machines vont être arrêtées : aucun espace ni traitement n’y démarre plus.
}
status-services = Services
status-no-service = Cette installation ne dit pas où l’on interroge ses services.
status-sites = Passerelles des établissements
status-jobs = Traitements, tous projets confondus
status-jobs-running = { $count ->
    [0] Aucun ne tourne.
    [one] Un tourne.
   *[other] { $count } tournent.
}
status-jobs-waiting = { $count ->
    [0] Aucun n’attend.
    [one] Un attend.
   *[other] { $count } attendent.
}
status-jobs-oldest = Le premier d’entre eux a été confié à { $time } UTC.
service-front = Entrée de la plateforme
service-hub = Portail et espaces de travail
service-administration = Administration
service-governance = Projets et autorisations
service-airlock = Sas
service-meter = Ce que montrent les espaces
service-jobs = Traitements
service-packages = Miroir des paquets
answer-up = répond
answer-down = ne répond pas
answer-unproved = répond, sans prouver son identité
