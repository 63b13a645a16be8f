### La passerelle d'un établissement

## Refus que voit un chercheur

access-missing = La requête ne porte pas de jeton d'accès. Lisez avec d2h_sdk, qui l'ajoute.
access-invalid = Le jeton d'accès n'est pas valable dans cet établissement.
access-other-door = Le jeton d'accès a été fait pour un autre espace de travail. Demandez-en un là où vous l'utilisez.
access-replayed = Le jeton d'accès a déjà servi sur une autre connexion. Demandez-en un nouveau.
clocks-apart = Les horloges du hub et de cet établissement diffèrent de plus de { $seconds } secondes : rien n'est répondu. Prévenez votre administrateur : les deux machines ont besoin d'un service de temps.
access-expired = Le jeton d'accès a expiré. Redemandez : d2h_sdk le renouvelle seul.
permit-missing = Votre projet n'a pas d'autorisation d'accès en vigueur dans cet établissement. Demandez au responsable du projet.
permit-unknown = L'établissement n'a pas signé l'autorisation { $permit }, ou elle a été remplacée ou retirée. Réessayez dans une minute ; si cela dure, demandez au responsable du projet.
permit-invalid = L'autorisation { $permit } n'est pas ce que le responsable des données a signé. Prévenez l'établissement.
permit-other-project = L'autorisation n'est pas celle du projet { $project }.
permit-not-for-member = { $user } n'est pas parmi les membres de { $project } que le responsable des données a approuvés. L'établissement doit signer la nouvelle liste des membres.
permit-not-started = L'autorisation commence le { $date }.
permit-ended = L'autorisation a pris fin le { $date }. Le responsable du projet peut en demander une nouvelle.
permit-withdrawn = L'établissement a retiré l'autorisation pendant votre lecture.
aggregates-only = L'autorisation sur « { $table } » n'ouvre que des agrégats, pas les enregistrements. Comptez des personnes avec d2h.aggregate, ou demandez dans le fichier du projet mode: records.
dataset-not-in-permit = Le jeu de données « { $dataset } » n'est pas dans l'autorisation. Pour le lire, demandez ses tables dans le fichier du projet, puis faites signer l'établissement.
table-not-in-permit = La table « { $table } » de { $dataset } n'est pas dans l'autorisation. Pour la lire, demandez les colonnes utiles dans le fichier du projet, puis faites signer l'établissement.
column-not-in-permit = La colonne « { $column } » de { $dataset }.{ $table } n'est pas dans l'autorisation. Pour la lire, demandez la colonne { $column } de { $table } dans le fichier du projet, puis faites signer l'établissement.
surrogates-not-kept = Ce que nomme { $table }.{ $column } n'est pas conservé à côté : aucun nom de remplacement ne peut être formé. Rechargez { $dataset } avec `keep_identifiers: true` pour { $table } dans sa description (la table doit avoir une colonne de personnes), ou faites demander l'autorisation avec `documents: tags`.
documents-damaged = Ce qui est scellé à côté des documents n'est pas ce qui y fut scellé, ou la clé du jeu de données dans keys/documents n'est pas celle qui l'a scellé. Restaurez-les depuis une sauvegarde, ou rechargez le jeu de données.
documents-groups-large = Une version antérieure a rangé les documents de { $dataset } par groupes trop grands pour la mémoire que l'établissement accorde. Rechargez-le : ils sont rangés par petits groupes désormais.
documents-load-again = Une version antérieure a chargé { $dataset } et gardé en clair ce que nomment ses documents. Rechargez-le : c'est scellé désormais. Rien n'en est lu jusque-là.
column-free-text = { $table }.{ $column } contient du texte libre, que l'autorisation n'ouvre pas (`free_text: true` le demande).
column-text-undeclared = { $table }.{ $column } contient du texte libre qui n'a pas été désidentifié : il reste à l'établissement, quelle que soit l'autorisation. Nommez-la sous `documents` dans la description de { $dataset } et rechargez-le, ou dites-y `--plain { $table }.{ $column }` si elle n'identifie personne.
linkage-column-missing = { $dataset } n'a pas de colonne qui permette de relier les patients entre établissements. Rechargez-le avec --linkage TABLE.COLONNE, ou faites demander l'autorisation sans `linked: true`.
dates-without-person = { $table }.{ $column } est une date qui n'est celle d'aucun patient et ne peut pas être décalée. Retirez-la, ou demandez des dates réduites au mois.
dataset-not-open-today = L'autorisation n'ouvre pas le jeu de données { $dataset } aujourd'hui. Demandez au responsable du projet une autorisation pour d'autres jours.
column-identifying = La colonne « { $column } » de { $dataset }.{ $table } identifie des personnes : elle ne sort jamais de l'établissement, quelle que soit l'autorisation. Utilisez person_id ou visit_occurrence_id, fournis sous pseudonyme.
column-unknown = L'établissement n'a pas de colonne « { $column } » dans { $dataset }.{ $table }.
table-damaged = Le fichier de { $dataset }.{ $table } n'est plus celui que l'établissement a chargé : aucune de ses lignes n'est lue. L'établissement doit charger à nouveau le jeu de données.
table-unknown = L'établissement n'a pas de table « { $table } » dans { $dataset }.
dataset-unknown = L'établissement n'a pas de jeu de données « { $dataset } ».
column-repeated = Nommez chaque colonne une seule fois, et au moins une.
condition-not-understood = La condition sur « { $column } » avec « { $op } » ne convient pas à cette colonne ou à sa valeur.
condition-value-type = La valeur comparée à « { $column } » doit être de type { $type }.
condition-too-many = Trop de conditions ou de valeurs : { $limit } au plus.
aggregate-column-identifier = « { $column } » de { $table } est un identifiant : on ne peut pas grouper des personnes par lui.
aggregate-column-continuous = « { $column } » est de type { $type } : groupez par une colonne de catégories.
aggregate-column-levels = « { $column } » a trop de valeurs différentes pour grouper : { $limit } au plus.
aggregate-too-many-groups = Ces colonnes font trop de groupes : { $limit } au plus. Prenez moins de colonnes.
aggregate-without-persons = « { $table } » ne contient pas de personnes à compter.
aggregate-column-not-number = « { $column } » est de type { $type } : sommes, moyennes, variances et quantiles portent sur des nombres.
aggregate-column-not-date = « { $column } » est de type { $type } : seules les dates se groupent par mois ou par année.
aggregate-quantile-wrong = Un quantile de « { $column } » est entre 0 et 1, exclus. Les valeurs extrêmes ne sortent jamais.
aggregate-numbers-spent = Votre projet a reçu ici { $limit } nombres indépendants, autant que l'établissement le permet. Redemandez ce que vous avez déjà demandé, ou demandez-en davantage au responsable des données.
federated-too-few-persons = Trop peu de personnes ont toutes les valeurs demandées. Interrogez sur plus de personnes, ou moins de colonnes.
federated-rows-per-person = La table tient plusieurs lignes d'une même personne sous ces conditions. Choisissez des conditions qui en laissent une, ou dites unit="row" là où la fonction l'accepte.
federated-degrees-of-freedom = Trop peu de personnes pour { $columns } coefficients. Prenez moins de covariables, ou plus de personnes.
federated-too-few-events = Trop peu de personnes avec l'événement, ou sans, pour cette question. Prenez moins de covariables, des groupes ou des temps plus grossiers, ou une issue plus fréquente.
federated-outcome-concentrated = L'issue repose sur trop peu de personnes. Choisissez-en une qui varie chez davantage d'entre elles.
federated-outcome-negative = Une régression de Poisson porte sur des nombres d'événements, et des issues sont négatives. Écartez-les par une condition.
federated-design-singular = Une covariable y est constante, ou se déduit des autres. Laissez-la de côté.
federated-level-too-small = Trop peu de personnes, ou trop peu d'issues, dans une catégorie de { $column } { $level }. Réunissez des catégories, ou laissez la colonne de côté.
federated-pair-too-small = Des catégories de { $column } et de { $other } se rencontrent chez trop peu de personnes. Réunissez des catégories, ou laissez une colonne de côté.
federated-column-concentrated = Ce que { $column } { $level } ajoute aux autres covariables repose sur trop peu de personnes. Laissez-la de côté, ou écartez ses valeurs extrêmes par une condition.
federated-leverage = Une personne pèse trop dans ces coefficients. Écartez les valeurs extrêmes par une condition, ou prenez moins de covariables.
federated-coefficients-extreme = Sous ces coefficients, les sommes ne parleraient que de quelques personnes. Un ajustement qui en arrive là ne converge pas : prenez moins de covariables, ou une pénalité.
federated-coefficients-wrong = L'échange ne convient pas à un modèle de { $columns } colonnes. Utilisez les fonctions de d2h.federated.
federated-not-opened = Le modèle n'a pas été ouvert sur les lignes d'aujourd'hui : les données ont pu changer. Ajustez-le de nouveau.
federated-rounds-spent = Votre projet a interrogé des modèles aussi souvent que permis ({ $limit } fois). Adressez-vous au responsable des données pour davantage.
federated-near-earlier-answer = Avec ce que votre projet a déjà reçu, cette réponse parlerait de quelques personnes. Interrogez sur les mêmes personnes qu'avant, ou sur de tout autres ; des conditions `is not null` gardent les mêmes.
federated-cox-only = Un événement et des strates sont pour les modèles de Cox, pas pour un modèle { $family }.
federated-event-missing = Un modèle de Cox demande la colonne qui dit si l'événement est survenu.
federated-too-many-columns = Plus de { $limit } coefficients. Prenez moins de covariables ou de niveaux.
federated-times-not-permitted = L'autorisation ne laisse pas sortir de sommes par pas de temps de { $dataset }. Ajustez le modèle stratifié par établissement (sans `times`), ou faites demander `shared_times: true`.
federated-times-and-strata = Un modèle de Cox sur des pas de temps communs n'a pas de strates. Laissez `strata` ou `times` de côté.
federated-edges-wrong = Les temps doivent être au-dessus de 0 et croître.
federated-levels-missing = { $column } demande ses niveaux, deux au moins, la référence en premier : {"{"}"{ $column }": ["…", "…"]{"}"}.
federated-event-type = { $column } est de type { $type } : un événement est vrai ou faux, 1 ou 0.
federated-level-repeated = { $column } nomme un niveau deux fois.
answers-other-pseudonyms = Les pseudonymes de { $dataset } ont changé : de nouvelles réponses ne peuvent pas être comparées aux anciennes. Le responsable des données peut faire repartir le projet de zéro : d2h site forget-answers
answers-unavailable = L'établissement ne peut ni lire ni garder les réponses déjà données au projet, il n'en donne donc pas de nouvelles. Prévenez l'établissement.
answer-altered = Ce tableau n'est pas ce que la passerelle de l'établissement a répondu.
request-unreadable = La requête n'est pas comprise. Lisez avec d2h_sdk de la même version que la passerelle.
request-too-large = La requête dépasse { $limit } octets. Raccourcissez les listes de valeurs.
method-unknown = La passerelle n'offre pas cet appel.
gateway-busy = La passerelle sert déjà { $limit } lectures. Attendez que l'une se termine, puis redemandez.
worker-walls-missing = Cette machine ne peut pas enfermer le processus des requêtes d'une autorisation : son noyau n'a pas Landlock (avant Linux 5.13) ou interdit les espaces de noms. Rien n'est servi. Mettez-le à jour ou permettez-les ; qui sait ce que l'on perd peut écrire workers_without_walls = true sous [limits] dans site.toml.
image-reader-walls-missing = Cette machine ne peut pas enfermer le processus qui ouvre les images : son noyau n'a pas Landlock (avant Linux 5.13) ou interdit les espaces de noms. Aucune image n'a été ouverte. Mettez-le à jour ou permettez-les.
client-too-slow = Le lecteur n'a pris aucune ligne pendant { $seconds } secondes : la lecture a été close.
query-too-long = La lecture a été arrêtée après { $seconds } secondes. Demandez moins de colonnes ou de lignes.
query-too-large = La lecture demande plus de mémoire que l'établissement n'en accorde. Demandez moins de colonnes ou de lignes.
worker-ended = Le processus de la requête prenait trop de mémoire ou ne s'arrêtait pas à temps : il a été arrêté. Redemandez, avec moins de lignes ou de colonnes.
query-too-many-rows = La réponse dépasse { $limit } lignes : elle a été arrêtée. Groupez les lignes (GROUP BY), filtrez-les, ou lisez la table avec d2h.scan().
read-too-many-rows = La lecture dépasse les { $limit } lignes que l'établissement donne au projet en une fois : elle a été arrêtée. Gardez moins de lignes avec where=, lisez période par période, ou augmentez read_rows dans site.toml.
sql-aggregate-place = « { $construct } » ne peut pas contenir là d'agrégat ni de fonction de fenêtre. Calculez-le d'abord dans une table commune (WITH … AS), puis utilisez sa colonne.
sql-argument = { $function } prend ({ $takes }), et non ({ $types }). Convertissez avec CAST(… AS …), ou écrivez la constante elle-même.
sql-cast-type = CAST ne connaît que ces types : { $types }. Prenez le plus proche.
sql-column = Il n'y a pas de colonne « { $column } » parmi celles que votre autorisation ouvre dans les tables de cette requête. Voyez d2h.datasets().describe() ; un alias ne sert que dans GROUP BY et ORDER BY.
sql-column-ambiguous = « { $column } » est dans plusieurs tables de cette requête. Écrivez table.{ $column }.
sql-column-twice = Deux colonnes s'appellent « { $column } », majuscules mises à part. Donnez à chacune son nom avec AS.
sql-construct = « { $construct } » n'est pas permis dans d2h.sql. Écrivez un seul SELECT avec JOIN … ON, WHERE, GROUP BY, HAVING, QUALIFY, ORDER BY, LIMIT, WITH, UNION, des sous-requêtes et des fonctions de fenêtre.
sql-date-text = Un texte comparé à un { $type } doit en être un : 2026-01-31, ou 2026-01-31 14:30:00.
sql-engine-disagrees = Le moteur lit cette requête autrement que la passerelle : elle n'a pas été exécutée. Prévenez l'établissement, avec la requête.
sql-engines-apart = Les jeux de données { $datasets } sont tenus par des moteurs qui ne se connaissent pas : une requête ne peut pas les lire ensemble. Lisez chacun, puis joignez-les dans l'espace de travail.
sql-function = La fonction « { $function } » n'est pas permise dans d2h.sql, ou pas à cet endroit. Calculez dans le notebook, ou utilisez : { $known }.
sql-join-without-equality = Un JOIN demande ON avec au moins une égalité entre colonnes des deux côtés (FULL JOIN : des égalités seulement), ou USING. Sans elle, chaque ligne rencontrerait toutes les autres.
sql-limit = LIMIT et OFFSET prennent un nombre entier, { $limit } au plus.
sql-name = Un nom a au plus { $limit } octets, sans guillemet, barre oblique inverse ni point-virgule.
sql-not-grouped = « { $column } » n'est ni dans GROUP BY ni dans un agrégat. Ajoutez-la à GROUP BY, ou prenez min({ $column }).
sql-not-one-select = d2h.sql prend exactement une instruction SELECT.
sql-null-without-type = La colonne « { $column } » est NULL sans type. Écrivez CAST(NULL AS BIGINT), ou un autre type.
sql-number = Un nombre est hors limites ou n'est pas compris : les nombres entiers ont 19 chiffres au plus.
sql-order-column = Avec DISTINCT, QUALIFY ou UNION, ORDER BY prend des colonnes du résultat, par leurs noms.
sql-pattern = { $construct } prend un motif constant : pour LIKE dix % au plus et pas de barre oblique inverse ; pour regexp_matches des caractères, des classes [a-z], et ., ?, *, + ou un nombre après un seul caractère ; les groupes ne se répètent pas.
sql-position = Un nombre dans GROUP BY ou ORDER BY est la place d'une colonne du SELECT, de 1 à { $limit }.
sql-subquery-columns = Cette sous-requête doit donner exactement une colonne.
sql-subquery-rows = Une sous-requête prise comme valeur doit donner une ligne : un agrégat sans GROUP BY. Sinon joignez-la, ou utilisez IN.
sql-table = Il n'y a pas de table « { $table } » à portée de cette requête : votre autorisation ouvre celles de d2h.datasets(). Pour en lire une autre, demandez au responsable du projet de la faire ajouter à l'autorisation.
sql-table-ambiguous = La table « { $table } » est dans plusieurs jeux de données : écrivez { $known }.
sql-table-twice = « { $table } » est deux fois dans FROM. Donnez à chacune son nom : { $table } AS a, { $table } AS b.
sql-too-complex = La requête est trop profonde ou trop longue une fois écrite en entier : { $limit } niveaux au plus. Découpez-la avec WITH, ou en plusieurs requêtes.
sql-too-long = La requête dépasse { $limit } caractères. Découpez-la.
sql-too-many-columns = La requête donne plus de { $limit } colonnes. Demandez-en moins.
sql-too-many-tables = La requête lit des tables plus de { $limit } fois en tout, les tables communes comptées à chaque fois. Découpez-la.
sql-too-many-values = Une liste après IN a de 1 à { $limit } valeurs. Lisez la table, puis gardez les lignes dans le notebook.
sql-types = « { $construct } » ne va pas avec ces types : { $types }. Convertissez avec CAST(… AS …).
sql-union-columns = Les deux côtés de { $construct } ont { $first } et { $second } colonnes. Donnez-leur les mêmes.
sql-union-types = La colonne « { $column } » n'a pas le même type des deux côtés de { $construct } : { $types }. Convertissez avec CAST.
sql-unit = { $function } ne connaît que ces unités : { $known }.
sql-unparsable = La requête n'est pas comprise à la ligne { $line }, colonne { $column }. Vérifiez l'écriture et les parenthèses.
sql-window-alone = { $function } ne s'emploie qu'avec OVER (… ORDER BY …).
sql-window-order = { $function } demande ORDER BY dans OVER, sinon son résultat tiendrait au hasard.
sql-without-table = La requête ne lit aucune table de l'autorisation. Nommez-en une dans FROM.
audit-unavailable = L'établissement ne peut pas écrire son journal d'audit : il ne sert donc rien. Prévenez l'établissement.
dataset-unavailable = Le jeu de données « { $dataset } » ne peut pas être lu pour l'instant. Prévenez l'établissement.
source-away = La base de données du jeu « { $dataset } » ne répond pas pour l'instant. Réessayez dans quelques minutes ; si cela dure, prévenez l'établissement.
source-refused = La base de données du jeu « { $dataset } » ne laisse plus lire la passerelle. L'établissement doit rendre son droit au compte, ou connecter de nouveau.
source-changed = La table { $table } du jeu de données « { $dataset } » n'est plus celle qui a été connectée : ses colonnes ont changé. L'établissement doit la connecter de nouveau.
source-address-missing = L'adresse du jeu de données « { $dataset } » n'est pas parmi les clés de l'établissement. Connectez-le de nouveau : d2h site connect
dataset-version-connected = Le jeu de données « { $dataset } » reste dans la base de l'établissement et y change : une autorisation ne peut pas s'en tenir à une version.
dataset-connected = Le jeu de données « { $dataset } » reste dans la base de l'établissement : raccordez-le de nouveau avec --mapping pour traduire ses codes et unités autrement.
opposition-unavailable = L'établissement ne peut pas lire sa liste d'oppositions : il ne sert donc rien. Prévenez l'établissement.
pseudonyms-exhausted = Il ne reste plus de pseudonymes de { $bits } bits pour ce jeu de données. Prévenez l'établissement.
gateway-fault = La passerelle a eu une défaillance et a arrêté cette requête. Prévenez l'établissement ; son journal dit quand et où.

## Une autorisation en mots

permit-heading = Autorisation d'accès pour le projet { $project } : { $title }
permit-site = Établissement : { $site }, version { $version } de l'autorisation
permit-purpose = Finalité : { $purpose }
permit-members = Membres qui pourront lire : { $members }
permit-algorithm = algorithme { $name } (carnet { $notebook } ; en traitement seulement)
permit-dates = Du { $start } au { $end }, ces deux jours compris
permit-mode-records = – ENREGISTREMENTS, une ligne par fait ; les effectifs montrés comptent au moins { $minimum } personnes
permit-mode-aggregates = – AGRÉGATS SEULEMENT : au moins { $minimum } personnes derrière chaque chiffre, jamais un enregistrement
permit-dataset = Jeu de données { $dataset } :
permit-dataset-starts = – à partir du { $start }
permit-dataset-ends = – jusqu'au { $end } inclus
permit-dates-exact = – dates telles quelles
permit-dates-month = – dates réduites à leur mois
permit-dates-shifted = – dates décalées d'un écart propre au patient, le même pour toutes ses dates dans ce projet
permit-free-text = – le texte libre peut être lu
permit-no-free-text = – pas de texte libre
permit-images = – les images elles-mêmes, désidentifiées, ce qui n'est pas anonyme
permit-surrogates = – documents où d'autres noms, numéros et dates remplacent les identifiants trouvés, les mêmes pour un patient dans ce projet
permit-shared-times = – SOMMES PAR PAS DE TEMPS : combien ont eu l'événement ou sont partis à chaque pas de temps, et les sommes de leurs covariables, peuvent sortir pour les modèles de Cox communs aux établissements ; un pas ne porte jamais sur quelques personnes
permit-linked = – RELIÉS : un patient a le même pseudonyme dans chaque établissement qui partage la clé d'appariement du projet
permit-not-linked = – patients non reliés à d'autres établissements
permit-version = – sur la version { $version } du jeu de données, même si l'établissement en charge une plus récente
permit-any = { " ou " }
permit-table = { "  " }table { $table } : colonnes { $columns }
permit-rows = { "    " }seulement les lignes où { $condition }
permit-table-rows = table { $table } : seulement les lignes où { $condition }
permit-every-row = table { $table } : toutes les lignes
permit-protections = Toujours : aucun patient opposé, des identifiants remplacés par les pseudonymes de ce projet, chaque lecture inscrite au journal d'ici.
permit-digest = Empreinte : { $digest }
op-equal = { $column } vaut { $value }
op-different = { $column } ne vaut pas { $value }
op-less = { $column } est inférieur à { $value }
op-at-most = { $column } vaut au plus { $value }
op-more = { $column } est supérieur à { $value }
op-at-least = { $column } vaut au moins { $value }
op-in = { $column } est parmi { $value }
op-empty = { $column } est vide
op-filled = { $column } est renseigné
permit-changes = Par rapport à la version { $version }, signée ici :
permit-change-added = + { $line }
permit-change-removed = - { $line }
permit-line = { $project }, version { $version } : { $state }, jusqu'au { $end }
permit-in-force = en vigueur
permit-later = signée, pas encore commencée
permit-over = terminée
permit-waits = attend votre signature
permits-none = Aucune autorisation à { $site }, et rien n'attend de signature.

## Les commandes de l'établissement

site-created = L'établissement { $site } est créé dans { $path }. Sauvegardez son dossier keys : une clé de pseudonymes perdue ne se refait pas.
site-exists = { $path } existe déjà. Choisissez un autre nom, ou gardez l'établissement qui s'y trouve.
site-missing = Il n'y a pas d'établissement dans { $path }. Créez-en un avec : d2h site init
site-id-wrong = « { $site } » n'est pas un identifiant d'établissement ou un réglage est faux : petites lettres, chiffres et tirets, 30 au plus, en commençant par une lettre.
site-settings-wrong = { $path } est faux à « { $key } » : { $fault }
site-without-datasets = L'établissement { $site } n'a pas encore de jeu de données. Chargez-en un avec : d2h site load
metrics-address-wrong = { $address } n'est pas une adresse où donner des mesures. Écrivez HÔTE:PORT, par exemple 127.0.0.1:8023, ou laissez vide.
key-unreadable = { $path } ne contient pas une clé lisible.
signature-invalid = La signature ({ $kind }) n'est pas valable.
permit-unreadable = Une autorisation signée ne peut pas être lue par cette version.
card-written = La fiche de l'établissement est dans { $path }. Donnez-la à l'administrateur, qui tape : d2h sites register { $path }
load-table = { $table } : { $rows } lignes
load-left-out = Laissées de côté, car aucune colonne ne dit à qui sont leurs lignes et une opposition ne pourrait s'y appliquer : { $tables }
load-no-standard = aucun standard reconnu
load-other-version = Les données disent être en { $standard } : D2H connaît les tables et colonnes de { $known }. Ce que les deux ont est servi de même ; regardez les colonnes qui diffèrent avant qu'un projet s'y fie.
load-done = Le jeu de données { $dataset } ({ $standard }) est en vigueur.
load-source-missing = Il n'y a ni dossier, ni fichier CSV ou Parquet { $path }. Décompressez d'abord une archive, puis donnez le dossier de ses tables.
load-nothing-found = Aucune table CSV ou Parquet n'a été trouvée dans { $path }.
load-table-twice = La table { $table } est présente deux fois, en CSV et en Parquet ou à deux endroits. N'en gardez qu'une.
load-file-unreadable = La table { $table } ne peut pas être lue dans { $path } : vérifiez que c'est un CSV en UTF-8 avec un en-tête, ou du Parquet.
load-column-name = La table { $table } a une colonne « { $column } » dont le nom n'est pas fait de petites lettres, chiffres et soulignés, ou qui s'y trouve deux fois.
load-column-type = La colonne { $column } de { $table } est de type { $type }, qui ne peut pas être servi. Convertissez-la en nombre, texte, date ou horodatage sans fuseau.
load-no-person = Aucune table de { $path } n'a de colonne person_id : ce n'est pas un jeu de données sur des personnes.
load-too-large = Charger { $table } demande plus de mémoire que les limites de l'établissement. Augmentez memory sous [limits] dans site.toml.
load-rows-wrong = { $rows } lignes sont fautives, donc rien n'a été changé. La première : ligne { $row } de { $table }, colonne { $column } – { $reason ->
    [wrong-type] la valeur n'est pas du type de la colonne
    [missing] il manque une valeur nécessaire
    [not-allowed] la valeur n'est pas de celles permises
    [out-of-range] la valeur est hors des bornes permises
   *[unreadable-line] ce n'est pas une ligne de cette table, ou elle n'est pas en UTF-8
}. Toutes sont dans { $report }, qui cite des valeurs : gardez-le dans l'établissement. Corrigez l'export, ou chargez les autres avec --leave-out-bad-rows.
load-bad-rows-left-out = { $rows } lignes fautives ont été laissées de côté. Toutes sont dans { $report }, qui cite des valeurs : gardez-le dans l'établissement.
load-file-name = « { $path } » n'est pas un nom de table. Nommez-la avec des minuscules, des chiffres et des tirets bas, en commençant par une lettre.
load-under-way = Un autre chargement de cet établissement est en cours. Attendez sa fin, puis retapez la commande.
load-disk-full = Le disque est plein. Rien n'a été changé : faites de la place, puis rechargez.
load-site-file-unreadable = { $path } est illisible.
load-password-in-address = N'écrivez jamais de mot de passe dans l'adresse : utilisez PGPASSWORD, ou un fichier de service ou de mots de passe de PostgreSQL.
load-address-wrong = Ce n'est pas l'adresse d'une base PostgreSQL. Écrivez postgresql://utilisateur@machine/base.
load-postgresql-away = { $place } est injoignable : { $reason }
load-postgresql-failed = { $place } a interrompu la copie (SQLSTATE { $reason }). Rien n'a été changé : réessayez, et prévenez l'administrateur de la base si cela dure.
load-table-unknown = { $place } n'a ni table ni vue { $table } que cet utilisateur puisse voir. Écrivez --tables schema.table, ou schema.* pour toutes.
load-tables-need-database = --tables choisit des tables d'une base PostgreSQL. Pour des fichiers, donnez un dossier avec les tables voulues, ou un seul fichier.
connect-unserved = Écartées de { $table }, car leur nom ou leur type ne peut pas être servi : { $columns }
connect-done = Le jeu de données { $dataset } ({ $standard }) est connecté et en vigueur. Ses lignes restent où elles sont.
connect-address-wrong = Écrivez l'adresse postgresql://utilisateur@hôte/base pour PostgreSQL, ou sc://hôte:15002 pour Spark Connect.
connect-spark-missing = Le client de Spark n'est pas installé ici. Installez l'extra « spark » de d2h, puis retapez la commande.
connect-spark-tables = Dites quelles tables de Spark avec --tables : schema.table, schema.*, ou le chemin d'un dossier de Parquet.
connect-token-in-address = N'écrivez jamais de jeton dans l'adresse : définissez SPARK_CONNECT_AUTHENTICATE_TOKEN.
connect-account-strong = Le compte pour { $place } peut bien plus que lire. Créez pour la passerelle un compte qui n'a que SELECT sur ces tables.
connect-account-writes = Le compte pour { $place } peut modifier la table { $table }. Laissez-lui SELECT seul : REVOKE INSERT, UPDATE, DELETE, TRUNCATE.
connect-account-temporary = Le compte pour { $place } ne peut pas créer de tables temporaires, nécessaires aux pseudonymes : GRANT TEMPORARY ON DATABASE.
connect-encoding = { $place } garde ses textes dans l'encodage { $encoding }. Seul UTF8 peut être servi sur place ; chargez les données avec d2h site load.
connect-count-failed = { $table } n'a pas pu être comptée ({ $reason }). Rien n'a changé.
dataset-version-unknown = L'établissement ne détient pas la version { $version } du jeu de données « { $dataset } ». Voyez : d2h site versions ÉTABLISSEMENT { $dataset }
schema-table-missing = le jeu de données n'a pas de table { $table }
schema-column-missing = la table { $table } n'a pas de colonne { $column }
schema-type-standard = le standard donne à la colonne { $column } de { $table } le type { $type } : n'indiquez pas type
bound-unfit = minimum et maximum demandent un type : des nombres pour integer et number, des dates ISO pour date et timestamp
mapping-unreadable = { $path } est illisible comme CSV en UTF-8.
mapping-header-wrong = l'en-tête doit être : { $expected }, plus unit_concept_id quand les données n'ont pas de vocabulaire d'unités
mapping-too-long = plus de { $largest } lignes
mapping-cells-wrong = { $found } cellules au lieu de { $expected }
mapping-empty = { $column } est vide
mapping-text-wrong = { $column } dépasse 200 signes, ou contient des signes invisibles
mapping-number-wrong = { $column } n'est pas un nombre qui convient : les concepts sont des entiers positifs, le facteur est supérieur à 0, les décimales s'écrivent avec un point
mapping-twice = « { $given } » dans cette unité est déjà mis en correspondance à la ligne { $first }
mapping-unit-missing = un facteur ou un décalage demande l'unité à laquelle il mène
mapping-concept-unknown = le concept { $concept } n'est pas dans le vocabulaire du jeu de données
mapping-unit-unknown = le vocabulaire du jeu de données n'a pas d'unité « { $unit } » : écrivez un code UCUM qu'il connaît, ou remplissez unit_concept_id
mapping-units-twice = une seule colonne de { $table } peut avoir des unités : { $first } en a déjà
mapping-column-needed = les unités demandent la colonne { $column } dans { $table }
map-done = Le jeu de données { $dataset } est en vigueur avec ces correspondances, version { $version }.
map-left = { $codes ->
    [0] Tous les codes ont une correspondance.
    [one] Un code reste sans correspondance : d2h site unmapped { $site } { $dataset }
   *[other] { $codes } codes restent sans correspondance : d2h site unmapped { $site } { $dataset }
}
unmapped-line = { $place } : { $local } ({ $unit }), { $rows } lignes
unmapped-total = { $codes ->
    [one] Un code
   *[other] { $codes } codes
} sans correspondance. Ces effectifs sont exacts : gardez-les dans l'établissement.
unmapped-none = Tous les codes ont une correspondance.
version-line = { $version } · { $date } UTC · { $rows } lignes
version-in-force = en vigueur
version-pinned = gardée pour { $projects }
load-choice-wrong = « { $choice } » n'est pas écrit table.colonne.
load-linkage-wrong = { $choice } n'est pas une colonne d'une table de personnes. Nommez la colonne du numéro national, comme person.nir.
dataset-id-wrong = « { $dataset } » n'est pas un identifiant de jeu de données : petites lettres, chiffres et tirets, 30 au plus.
governance-away = Le service de gouvernance à { $url } ne répond pas. Rien n'est perdu : réessayez quand il sera revenu.
governance-failed = Le service de gouvernance à { $url } a échoué (HTTP { $status }).
governance-answer-wrong = Ce qui répond à { $url } n'est pas le service de gouvernance de cette version.
proposal-gone = Cette autorisation n'attend plus de signature : elle a été signée, remplacée par une version plus récente ou retirée.
refuse-signed = L'autorisation de { $project } est déjà signée ici. Pour reprendre la signature, arrêtez le projet.
owner-name-question = Nom du responsable des données, tel que le journal le montrera
passphrase-question = Phrase de passe
passphrase-again = La même phrase de passe, encore une fois
passphrase-length = Une phrase de passe a de { $shortest } à { $longest } caractères. Quelques mots à la suite se retiennent bien.
passphrase-unreadable = { $path } ne peut pas être lu comme du texte.
owner-name-wrong = Un nom a de 1 à 80 caractères.
owner-account-unreadable = { $path } n'est pas le compte d'une page de responsable des données. Refaites-le : d2h site owner-page SITE
owner-page-set = { $name } se connecte à { $url } dès que la page fonctionne : d2h up la démarre, ou python -m data_gateway.web DOSSIER. Une page déjà en marche prend aussitôt la nouvelle phrase.
owner-page-off = La page du responsable des données de { $site } est fermée : plus personne ne s'y connecte.
owner-page-closed = La page du responsable des données n'a pas encore de phrase de passe. Choisissez-en une : d2h site owner-page { $path }
owner-page-needs-tls = La page du responsable des données écoute sur { $listen }, que d'autres atteignent : donnez certificate et key sous [owner_page] dans site.toml, ou écoutez sur 127.0.0.1.
owner-page-not-started = La page du responsable des données de { $path } n'a pas démarré : son port est-il libre, son certificat et sa clé sont-ils là ?
approve-nothing-waits = Aucune autorisation du projet { $project } n'attend de signature à { $site }.
proposal-other-site = La proposition est pour l'établissement { $site }, pas pour celui-ci.
approve-question = Signer ceci avec la clé de { $site } ?
approve-declined = Rien n'a été signé pour { $project }.
approve-signed = Signé : { $project } à { $site }.
approve-sent = La gouvernance a reçu la signature.
approve-not-sent = La signature est gardée dans l'établissement mais la gouvernance ne l'a pas : personne ne peut encore lire. Retapez plus tard : d2h site approve { $site } { $project }
withdraw-question = Fermer toutes les autorisations de { $project } à { $site }, maintenant ?
withdraw-declined = Les autorisations de { $project } restent en l'état.
withdraw-done = Les autorisations de { $project } à { $site } sont retirées.
opposition-on-list = { $persons } patients opposés dans la liste.
opposition-withholds = { $dataset }.{ $table } : { $persons } d'entre eux retirés à tout projet, avec { $rows } lignes sur { $all }
opposition-elsewhere = { $dataset } : dans une base de l'hôpital ; retirés à chaque lecture, non comptés ici
opposition-done = { $persons } patients opposés dans la liste ({ $added } ajoutés, { $removed } retirés).
opposition-unknown = { $count } d'entre eux ne sont dans aucun jeu de données d'ici. Vérifiez que le fichier contient bien les person_id des données.
opposition-file-unreadable = { $path } ne peut être lu ni comme CSV, ni comme Parquet, ni comme texte.
opposition-file-empty = { $path } ne contient aucun identifiant. La liste est restée en l'état.
opposition-column-unknown = Quelle colonne contient les identifiants ? Nommez-la avec --column : { $columns }
patient-question = Le numéro du patient
patient-question-project = Le numéro que voient les lecteurs de { $project }
patient-person = Patient { $person } de cet établissement
patient-not-opposed = Absent de la liste des oppositions.
patient-opposed = Sur la liste des oppositions ; depuis quand n'a pas été gardé. Ses lignes ne sont servies à aucun projet.
patient-opposed-since = Sur la liste des oppositions depuis le { $moment }. Depuis, ses lignes ne sont servies à aucun projet.
patient-means = Le journal garde les questions, pas les lignes des réponses. Sont listées toutes les réponses commencées sous une autorisation qui couvre des lignes de ce patient dans les données d'aujourd'hui : elles ont pu les comprendre ; une condition plus étroite a pu les écarter. Les lignes supprimées depuis ne comptent pas.
patient-no-project = Aucune autorisation signée ici ne couvre une ligne de ce patient dans les données d'aujourd'hui.
patient-project = Projet { $project } : { $count ->
    [0] aucune réponse n'a pu comprendre ce patient
    [one] une réponse a pu comprendre ce patient
   *[other] { NUMBER($count) } réponses ont pu comprendre ce patient
}
patient-permit-open = L'autorisation version { $version } (du { $start } au { $end }, signée ici) couvre { $tables }
patient-permit-closed = L'autorisation version { $version } (du { $start } au { $end }, retirée ou remplacée) couvre { $tables }
patient-rows = { $table } ({ $rows ->
    [one] 1 ligne
   *[other] { NUMBER($rows) } lignes
})
patient-rows-unknown = { $table } (lignes non comptées ici)
patient-read = { $moment }  { $user }  { $kind } : { $asked }
patient-untold = { $count ->
    [one] Une réponse a été donnée
   *[other] { NUMBER($count) } réponses ont été données
} sous des autorisations que l'établissement ne garde plus ou ne peut prouver : nul ne peut dire si ce patient y était. Le journal les montre.
patient-number-wrong = Le numéro d'un patient a de 1 à 128 signes.
patient-case-wrong = Donnez le numéro de votre propre dossier : lettres, chiffres, « . », « / », « - », « _ », 40 au plus, et non le numéro du patient. Le journal, dont le hub a une copie, le garde.
patient-unknown = Aucun jeu de données en vigueur dans cet établissement ne contient de patient avec ce numéro.
patient-unknown-here = Aucun jeu de données dans les fichiers de l'établissement ne contient de patient avec ce numéro, et { $datasets }, dans la base de l'hôpital, ne peut être parcouru ici.
patient-several = Ce numéro est celui de plusieurs patients dans les données. Demandez avec le person_id des données.
pseudonym-wrong = Le numéro d'un patient dans un projet est un nombre entier.
pseudonym-unknown = Aucun patient des données en vigueur n'a ce numéro dans le projet { $project }. Il est peut-être d'un autre projet ou établissement, ou d'avant un changement des pseudonymes.
answer-read = lignes lues
answer-sql = SQL
answer-aggregate = agrégat
answer-model = itération d'un modèle
answer-survival = courbe de survie
answer-images = images
opposition-id-wrong = La ligne { $line } de { $path } n'est pas un identifiant de personne. La liste est restée en l'état.
certificate-made = Le prochain certificat de { $site } est fait ; la passerelle garde le sien. La fiche de l'établissement a maintenant les autorités des deux : d2h site describe, puis d2h sites register au hub. Une fois rouverts tous les espaces de travail qui étaient ouverts, tapez : d2h site renew-certificate { $site } --in-force
certificate-renewed = Dès son prochain démarrage, la passerelle de { $site } montre le nouveau certificat : ./d2h up, ou appliquez de nouveau le playbook.
certificate-none-waits = Aucun prochain certificat de { $site } n'est encore fait. Tapez d'abord, sans --in-force : d2h site renew-certificate { $site }
certificate-unreadable = { $path } ne contient pas de certificat lisible. Reprenez-le de votre sauvegarde.
audit-details-unfit = L'événement { $event } ne peut pas être écrit au journal d'audit.
withdraw-nothing-known = La gouvernance ne connaît pas d'autorisation de { $project } à { $site }.
withdraw-not-sent = Ici toutes les autorisations de { $project } sont fermées. La gouvernance n'a pas été prévenue : retapez plus tard : d2h site stop-project { $site } { $project }
file-not-written = { $path } ne peut pas être écrit.

gateway-not-started = La passerelle de { $path } n'a pas démarré : son port est-il libre, ses clés et son certificat sont-ils là ?

## Help

help-site = La passerelle d'un établissement : ses données, ses autorisations, les oppositions de ses patients.
help-site-name = Nom d'un établissement dans D2H_SITES_DIR, ou chemin de son dossier.
help-project-id = L'identifiant du projet.
help-yes = Ne pas demander de confirmation.
help-title-fr = Titre en français.
help-title-en = Titre en anglais.
help-language = Langue de la réponse : fr ou en.
help-init = Créer un établissement : clés, certificat, liste d'oppositions vide, journal d'audit.
help-port = Port de la passerelle.
help-site-id = Identifiant de l'établissement ; par défaut son nom.
help-listen = Adresse où la passerelle écoute.
help-host = Adresse où les autres la joignent.
help-governance-url = Adresse du service de gouvernance.
help-access-key = Fichier PEM de la clé publique de la gouvernance ; par défaut elle est demandée à son service.
help-describe = Écrire la fiche que lit « d2h sites register ». Elle ne contient ni donnée ni secret.
help-output = Fichier à écrire ; par défaut le terminal.
help-load = Vérifier un jeu de données, le prendre et le mettre en vigueur, ou tout laisser en l'état.
help-connect = Connecter un jeu de données qui reste dans le PostgreSQL ou le Spark de l'établissement, et le mettre en vigueur.
help-address = postgresql://utilisateur@hôte/base, ou sc://hôte:15002 pour Spark Connect.
help-live-tables = Tables : nom, schema.nom ou schema.*, séparés par des virgules ; pour Spark aussi le chemin d'un dossier de Parquet.
help-source = Dossier de tables CSV ou Parquet (OMOP CDM 5.4 ou autre), un tel fichier, ou postgresql://utilisateur@machine/base.
help-dataset = Identifiant du jeu de données.
help-tables = Tables de la base : nom, schema.nom ou schema.*, séparés par des virgules ; par défaut public.*
help-schema = Fichier YAML de ce que chaque colonne doit contenir : type, required, allowed, minimum, maximum. Gardé pour les chargements suivants.
help-mapping = Fichier CSV des codes et unités locaux vers les communs. Gardé pour les chargements suivants.
help-described = Fichier YAML des titres, définitions, unités et systèmes de codage. Gardé pour les chargements suivants.
help-leave-out = Prendre les autres lignes quand certaines sont fautives ; celles-ci sont listées dans l'établissement.
help-versions = Lister les versions d'un jeu de données, et les projets qui en gardent une.
help-map = Mettre en correspondance codes et unités locaux avec les communs, dans une nouvelle version des données en vigueur.
help-unmapped = Lister les codes locaux sans correspondance commune.
help-identifying = Une table.colonne qui ne doit jamais sortir ; peut être répétée.
help-linkage = Une table.colonne avec le numéro national qui désigne le patient aussi ailleurs ; il ne sort jamais.
help-plain = Une table.colonne qui n'identifie finalement personne ; peut être répétée.
help-reference = Une table sans personnes à servir telle quelle, un vocabulaire par exemple ; peut être répétée.
help-opposition = Ce que la liste des patients opposés retire à chaque table.
help-oppose = Retirer les patients opposés de tout ce que sert cet établissement, dès la lecture suivante.
help-patient = Ce qui a été fait des données d'un patient, d'après le journal de l'établissement : pour le délégué à la protection des données. Demande le numéro.
help-patient-case = Le numéro de votre dossier sur cette demande ; il va au journal, le numéro du patient n'y va pas.
help-patient-project = Demander par le numéro que voient les lecteurs de ce projet, au lieu de celui du patient.
help-opposed = CSV, Parquet ou texte des identifiants des patients opposés.
help-renew-certificate = Faire le prochain certificat de la passerelle, que la fiche publie à côté du sien ; puis, avec --in-force, le faire montrer par la passerelle.
help-renew-in-force = Le hub a la nouvelle fiche, et aucun espace de travail n'est ouvert d'avant elle.
help-column = Colonne des identifiants ; par défaut person_id.
help-replace = En faire toute la liste, au lieu de l'y ajouter.
help-approve = Montrer en mots l'autorisation demandée par un projet, la signer de la clé de l'établissement, prévenir la gouvernance.
help-stop-project = Fermer aussitôt les autorisations d'un projet dans cet établissement, et prévenir la gouvernance.
help-permits = Lister les autorisations signées ici, et ce qui attend une signature.
pseudonyms-destroyed = Les pseudonymes de { $project } ont été détruits dans cet établissement. Le projet n'y lit plus rien.
linkage-key-missing = Cet établissement n'a pas la clé d'appariement de { $project }, dont l'autorisation a besoin. Créez-en une avec --new, ou reprenez celle d'un autre établissement avec --import.
linkage-key-there = { $project } a déjà une clé d'appariement ici. La remplacer donne d'autres pseudonymes à ses patients reliés : ajoutez --yes si c'est voulu, et remettez la nouvelle à chaque établissement.
linkage-key-wrong = { $path } ne contient pas de clé d'appariement de { $project }. Prenez le fichier que l'autre établissement a écrit avec --export.
linkage-key-what = Dites que faire : --new crée une clé, --import reprend celle d'un autre établissement, --export l'écrit pour un autre établissement.
linkage-file-unwritable = { $path } ne peut pas être écrit. Nommez un fichier dans un de vos dossiers.
linkage-file-there = { $path } existe déjà. Nommez un fichier qui n'existe pas.
linkage-key-made = { $project } a une clé d'appariement dans cet établissement, { $fingerprint } : la même partout où elle est partagée. Dès la prochaine lecture, ses patients reliés ont les pseudonymes de cette clé.
linkage-key-exported = La clé d'appariement de { $project } est dans { $path }. Remettez-la aux autres responsables des données comme un mot de passe, puis détruisez le fichier.
rotate-question = Donner d'autres pseudonymes à tous les patients de { $project } dès la prochaine lecture ? Ce qui a été lu avant ne pourra plus être joint à ce qui sera lu ensuite.
rotate-declined = Les pseudonymes de { $project } restent en l'état.
rotate-done = Dès la prochaine lecture, les patients de { $project } ont d'autres pseudonymes ici.
forget-question = Oublier tous les nombres donnés ici à { $project } ? Ce qui lui sera dit ensuite n'y sera plus comparé : ensemble, anciennes et nouvelles réponses peuvent en dire trop sur un seul patient.
forget-declined = Les réponses déjà données à { $project } sont gardées.
forget-done = Oubliées : { $answers } réponses à { $project }. Ses prochaines réponses repartent de zéro.
destroy-question = Détruire définitivement les pseudonymes de { $project } ? Personne ne pourra plus dire à qui ils étaient, et le projet ne lira plus rien ici.
destroy-declined = Les pseudonymes de { $project } sont gardés.
destroy-done = Les pseudonymes de { $project } sont détruits dans cet établissement.
help-owner-page = Donner sa phrase de passe à la page du responsable des données, ou la fermer. Elle n'écoute qu'à l'établissement.
help-owner-name = Nom du responsable des données, tel que le journal le montrera ; demandé par défaut.
help-passphrase-file = Fichier contenant la phrase de passe ; par défaut elle est demandée.
help-owner-page-off = Fermer la page.
help-rotate-pseudonyms = Donner d'autres pseudonymes aux patients d'un projet.
help-forget-answers = Faire repartir de zéro les agrégats d'un projet : oublier ce qui lui a été dit.
help-destroy-pseudonyms = Détruire définitivement les pseudonymes d'un projet, à la fin de sa vie.
help-linkage-key = Crée, reprend ou écrit la clé par laquelle les établissements donnent à un patient d'un projet le même pseudonyme.
help-linkage-new = Tire une clé au hasard.
help-linkage-import = Fichier qu'un autre établissement a écrit avec --export.
help-linkage-export = Fichier à écrire, pour un autre établissement.

## Images

help-images = Images médicales (DICOM), désidentifiées dans l’établissement.
help-images-deidentify = Désidentifier les fichiers DICOM d’un dossier dans un autre.
help-images-in = Dossier de fichiers DICOM, avec ses sous-dossiers.
help-images-out = Dossier à créer : OUT/examen/série/image.dcm. Il est là en entier ou pas du tout.
help-images-site = Établissement dont les clés de projet donnent aux images leurs numéros et leurs jours.
help-images-project = Projet auquel les images sont destinées : une image y a chaque fois les mêmes numéros.
help-images-list = Où écrire ce qu’est devenu chaque fichier (CSV, pour l’établissement seul). Par défaut : OUT-files.csv
help-images-faces = Laisser aussi sortir les coupes de têtes : un visage peut en être reconstruit.
help-images-ages = Garder les âges (au-delà de 89 ans : 90).
help-images-headers = Ne pas chercher de texte dans les pixels ; les projections sont alors retenues.
help-images-projections = Quand peuvent sortir les projections (radiographies, mammographies, scintigraphies) où aucun texte n'a été trouvé : « sample », dès que le responsable des données a regardé un échantillon au hasard, ou « detector », aussitôt : l'établissement s'en remet au seul détecteur.
help-images-sample = Images de cet échantillon : sans texte sur 59, moins de 5 % en portent avec une confiance de 95 % ; sur 299, 1 %.
images-done = Désidentifié dans { $target } : { $images }. Du texte a été recouvert dans { $painted }.
images-withheld = retenu : { $count } · { $reason }
images-for-a-person = { $count } de ces fichiers peuvent sortir après le regard d’une personne.
images-list = Ce qu’est devenu chaque fichier : { $listing }. La liste porte les noms de fichiers de l’établissement : gardez-la ici.
images-own-key = Numéros et jours ont été tirés pour cette fois. Pour avoir chaque fois les mêmes, nommez --site et --project.
images-reader-missing = Le texte incrusté se lit avec { $program }, qui n’est pas installé. Sous Debian, tapez : sudo apt-get install tesseract-ocr. Avec --headers-only, les projections sont retenues.
images-project-half = Nommez --site et --project, ou aucun des deux.
images-source-missing = Il n’y a pas de dossier { $path }.
images-source-empty = Le dossier { $path } ne contient aucun fichier.
images-target-taken = { $path } existe déjà. Nommez un dossier à créer.
images-target-inside = { $path } se trouverait parmi les fichiers à lire. Nommez un dossier en dehors d’eux.
images-listing-inside = La liste { $path } se trouverait parmi les images qui sortent. Nommez un autre endroit avec --list.
images-unwritable = { $path } ne peut être écrit. Rien n’y a été laissé.
help-load-images = Charger ou remplacer un jeu d'images médicales (DICOM) : désidentifiées, servies aux autorisations qui les nomment.
help-images-persons = CSV avec les colonnes patient_id (comme dans les images) et person_id (comme dans vos tables). Sans lui, les deux sont identiques.
help-withheld-images = Lister les images qui attendent une personne, et décider de celles qu'elle a regardées. Le chargement suivant l'applique.
help-images-release = Numéro d'une image qui peut partir telle quelle, pixels intacts.
help-images-refuse = Numéro d'une image qui reste ici pour de bon.
load-images-done = { $dataset } : { $images ->
    [one] 1 image
   *[other] { $images } images
  } de { $persons ->
    [one] 1 patient
   *[other] { $persons } patients
  } en vigueur. Du texte a été effacé dans { $painted }.
load-images-waiting = { $count } d'entre elles attendent une personne. Les lister : d2h site withheld-images { $site }
load-images-sample = { $unseen ->
    [one] 1 projection attend que le responsable des données l'ait regardée :
   *[other] { $unseen } projections attendent que le responsable des données en ait regardé { $sample }, tirées au hasard :
  } { $url }/images. Si sa page est éteinte : d2h site owner-page { $site }
sample-waiting = { $dataset }, version { $version } : { $among } projections attendent que le responsable des données en ait regardé { $sample } ({ $marked } jusqu'ici) : { $url }/images
sample-waiting-failed = { $dataset }, version { $version } : { $among } projections attendent : du texte a été vu sur l'échantillon. Celles de la liste sont regardées une à une, ou rechargées avec --projections detector.
sample-waiting-old = { $dataset }, version { $version } : ses projections attendent, chargées avant le tirage d'échantillons. Rechargez-le.
images-decided = Laissées partir : { $released }. Gardées ici : { $refused }. Le chargement suivant l'applique.
image-waiting = { $number } · { $dataset } · { $reason } · { $file }
images-none-waiting = Aucune image n'attend une personne.
image-not-withheld = Aucune image n'attend sous le numéro { $number }. Lister celles qui attendent : d2h site withheld-images SITE
images-decided-twice = L'image { $number } est à la fois laissée partir et gardée. Nommez-la une seule fois.
images-none-clean = Aucune image de { $path } ne peut être servie. Rien n'a changé. Pourquoi, fichier par fichier : { $report }
images-persons-unreadable = { $path } ne se lit pas comme une liste de patients : il faut un CSV (UTF-8) avec les colonnes patient_id et person_id.
images-persons-wrong = { $path }, ligne { $line } : un patient doit avoir un person_id, et un seul. Corrigez la ligne.
images-none = Le jeu de données « { $dataset } » ne contient pas d'images. d2h.datasets() montre lesquels en ont.
images-missing = { $count } de ces images ne sont pas, ou plus, parmi celles que l'autorisation ouvre. Relisez la table image.
images-wait = { $count } de ces images sont des projections qui attendent qu'une personne de l'établissement ait cherché du texte sur un échantillon. Votre autorisation n'est pas en cause.
dataset-of-images = Le jeu de données « { $dataset } » contient des images : il n'a pas de codes locaux à traduire.
withheld-unreadable = pas du DICOM, coupé ou abîmé
withheld-too-large = trop grand
withheld-too-slow = lecture sans fin
withheld-reader-ended = sa lecture a arrêté le lecteur
withheld-kind = un type qui porte du texte ou des documents (échographie, captures, comptes rendus, PDF), ou inconnu
withheld-not-an-image = sans pixels
withheld-colour = en couleur, comme les captures d’écran
withheld-pixels-unreadable = pixels dans un codage illisible
withheld-pixels-unread = pixels où aucun texte n’a été cherché
withheld-face = un visage pourrait être reconstruit
withheld-text-left = texte dans les pixels, ou ce qui peut en être, qui n’a pu être recouvert
withheld-text-declared = annonce du texte incrusté, et aucun n’a été trouvé
withheld-text-in-sample = une projection dont d'autres portaient du texte non trouvé
withheld-text-seen = une personne a vu du texte non trouvé
withheld-patient-unknown = sans numéro de patient, ou d'un patient que la liste ne connaît pas
withheld-duplicate = la même image encore une fois

## Documents en texte libre

help-text = Documents en texte libre : en retirer ce qui identifie des personnes.
help-deidentify = Masquer ce qui identifie dans des documents, un objet JSON par ligne avec id, text et au besoin person. Désidentifié ne veut pas dire anonyme.
help-text-in = Les documents, un objet JSON par ligne : id, text, au besoin person.
help-text-out = Où écrire id, text et spans de chaque document lisible, un par ligne.
help-text-context = Ce que vous savez déjà de ces personnes, un objet JSON par ligne : person, nom, prenom, date_naissance, adresse, tel, mail, nir, ipp, nda, relatives. Une ligne sans person vaut pour tous les documents.
help-surrogates = Mettre d'autres noms, dates et numéros à la place des balises, les mêmes pour une même personne.
help-rules-only = Se passer de l'étiqueteur : plus rapide, mais les noms que ni vous ni une règle ne connaissez restent.
text-done = { $documents ->
    [one] 1 document écrit
   *[other] { $documents } documents écrits
  }, { $identifiers ->
    [one] 1 identifiant masqué
   *[other] { $identifiers } identifiants masqués
  }.
text-faults = { $lines ->
    [one] 1 ligne a été laissée de côté, voir plus haut.
   *[other] { $lines } lignes ont été laissées de côté, voir plus haut.
  }
text-file-missing = { $path } ne peut pas être lu. Vérifiez le chemin et vos droits.
text-output-unwritable = { $path } ne peut pas être écrit. Rien n'y a été écrit.
text-id-missing = La ligne n'a pas d'id (un texte ou un nombre entier). Elle a été laissée de côté.
text-missing = La ligne n'a pas de text. Elle a été laissée de côté.
text-person-unreadable = person n'est ni un texte ni un nombre. La ligne a été laissée de côté.
text-not-utf8 = La ligne n'est pas en UTF-8. Enregistrez le fichier en UTF-8 ; la ligne a été laissée de côté.
text-not-json = La ligne n'est pas un objet JSON. Elle a été laissée de côté.
text-not-object = La ligne est du JSON, mais pas un objet avec id et text. Elle a été laissée de côté.
text-line-long = La ligne dépasse { $most } Mo. Elle a été laissée de côté.
known-value-unreadable = La valeur de { $key } n'est ni un texte court, ni un nombre, ni une liste de ceux-ci. La ligne a été laissée de côté.
known-key-unknown = Non compris, donc rien n'en est masqué : { $keys }
help-known = Ce que vous savez des patients et du personnel en plus de la table des personnes, pour les documents : un objet JSON par ligne, comme pour d2h text deidentify.
load-documents = { $place } : { $served ->
    [one] 1 document désidentifié
   *[other] { $served } documents désidentifiés
  }, { $withheld } retenus jusqu'à la décision d'une personne, { $refused } refusés.
load-raw-text = { $place } reste à l'établissement : du texte libre qui n'a pas été désidentifié. Nommez-la sous `documents` dans la description, dites `--plain { $place }` si elle n'identifie personne, ou `--identifying { $place }` pour ne plus lire cette ligne.
connect-raw-text = { $place } reste à l'établissement : du texte libre qui n'a pas été désidentifié. Pour qu'il le soit, chargez cette table ; dites `--plain { $place }` si la colonne n'identifie personne, ou `--identifying { $place }` pour ne plus lire cette ligne.
load-documents-nowhere = Des documents ne se désidentifient que dans un établissement : d2h site load.
connect-mapping-type = La colonne { $column } de { $table } est dans l'entrepôt d'un autre type que ce que la table de correspondance y met ({ $type }). Offrez une vue de la table avec ce type, et connectez-la.
connect-documents = Les lignes d'un jeu de données connecté restent où elles sont, ses documents ne peuvent donc pas être désidentifiés. Retirez « documents » de la description, ou chargez la table.
known-line-wrong = La ligne { $line } de { $path } n'est pas utilisable en entier : vérifiez-la avec d2h text deidentify --context. Rien n'a changé.
document-not-here = Ce document n'est pas parmi ceux qui sont retenus.
document-decided = Quelqu'un a déjà décidé de ce document.
help-send-audit = Envoyer au hub ce qu'il n'a pas encore du journal de cet établissement. La passerelle le fait d'elle-même tant qu'elle tourne.
audit-sent = { $count ->
    [one] Le hub a l'unique enregistrement du journal de { $site }.
   *[other] Le hub a les { $count } enregistrements du journal de { $site }.
}
audit-copy-differs = Le hub a un enregistrement { $sequence } du journal de { $site } qui n'est pas dans celui de cet établissement. Ne changez rien ; téléphonez à l'administrateur : l'un des deux a été modifié, ou cet établissement a été créé à nouveau.
