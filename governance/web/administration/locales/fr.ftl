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
nav-audit = Audit
area-audit = Qui a fait quoi, et quand : recherche par personne, projet, événement et jours, gardée en CSV.

## Refus

refused-title = Cette page ne peut pas être montrée
refused-home = À l'administration
administration-closed = Rien de l'administration ne vous est ouvert. Demandez à un administrateur.
area-closed = Cette page ne vous est pas ouverte. Demandez à un administrateur.
page-unknown = Cette page n'existe pas dans l'administration.
csrf-missing = Ce formulaire n'est plus valable. Rechargez la page, puis envoyez-le de nouveau.
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
